import { setImmediate } from 'node:timers/promises';
import { type AudioSource, type Listen, LONGEST, TooSlow, UnusableAudio } from '#domain/ports/audio.ts';
import { DECODERS, type Format } from './formats.ts';
import { Listening } from './listening.ts';
import { nameOf, READ } from './names.ts';
import { sniff } from './sniff.ts';
import type { Found } from './sound.ts';

/** Milliseconds of work after which others get their turn. */
const TURN = 20;
/** Bytes that are handed on at once. */
const PIECE = 64 * 1024;
/** A file known by its frames alone, of which these are less, is something else in which some bytes look like them. */
const FRAMES_AT_LEAST = 0.5;

/**
 * Decodes and fingerprints a whole recording, in flat memory. What decodes counts, also of a cut file. Channels are
 * mixed as fpcalc does it; of those that cancel one another the left one is heard, in a second pass.
 */
export const listen: Listen = async (original, longest = LONGEST, patience = Number.POSITIVE_INFINITY) => {
  const end = performance.now() + patience * 1000;
  const hurry = () => {
    if (performance.now() > end) throw new TooSlow(patience);
  };
  const whole = watched(original, hurry);
  if (whole.size === 0) throw new UnusableAudio('The file is empty.');
  const sniffed = await sniff(whole);
  const mixed = await hear(whole, sniffed, new Listening(sniffed.source.size, longest), hurry);
  if (!mixed.heard.isCancelled) return mixed.heard.recording(mixed.found);
  const left = await hear(whole, sniffed, new Listening(sniffed.source.size, longest, 'left'), hurry);
  return left.heard.recording(left.found);
};

async function hear(
  whole: { readonly failure: unknown },
  { format, source }: Awaited<ReturnType<typeof sniff>>,
  heard: Listening,
  hurry: () => void,
): Promise<{ heard: Listening; found: Found }> {
  const found: Found = { format, lossless: false, promised: 0, lost: 0, rate: 0, channels: 0 };
  try {
    const decode = await DECODERS[format]();
    let turn = performance.now();
    for await (const sound of decode(source, found)) {
      heard.take(sound);
      hurry();
      if (performance.now() - turn < TURN) continue;
      await setImmediate();
      turn = performance.now();
    }
  } catch (error) {
    if (error instanceof UnusableAudio && !whole.failure) throw error;
    // A damaged end must not take away what was heard before it.
    if (heard.duration === 0 && !whole.failure) throw nothingIn(format);
  }
  if (whole.failure) throw whole.failure;
  if (found.frames !== undefined && found.frames < FRAMES_AT_LEAST * source.size)
    throw new UnusableAudio(`The file is not audio in a known format (${READ}).`);
  if (heard.duration === 0) throw nothingIn(format);
  return { heard, found };
}

const nothingIn = (format: Format) =>
  new UnusableAudio(`The file looks like ${nameOf(format)}, but nothing in it can be decoded.`);

/**
 * A source that remembers its own failure: a broken connection must not pass for the end of a cut file. Others get their
 * turn between its pieces, and `hurry` throws there when time is over, also where nothing in a file is sound.
 */
function watched(source: AudioSource, hurry: () => void): AudioSource & { readonly failure: unknown } {
  let failure: unknown;
  const failed = (error: unknown): never => {
    failure = error;
    throw error;
  };
  return {
    size: source.size,
    async *stream() {
      try {
        for await (const chunk of source.stream()) {
          for (let at = 0; at < chunk.length; at += PIECE) {
            hurry();
            await setImmediate();
            yield chunk.subarray(at, at + PIECE);
          }
        }
      } catch (error) {
        failed(error);
      }
    },
    read: async (start, end) => {
      try {
        hurry();
        return await source.read(start, end);
      } catch (error) {
        return failed(error);
      }
    },
    get failure() {
      return failure;
    },
  };
}
