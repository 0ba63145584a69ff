import { setImmediate } from 'node:timers/promises';
import { Fingerprinter } from '#core/fingerprint/fingerprinter.ts';
import { SPEEDS } from '#core/fingerprint/speeds.ts';
import {
  type AudioSource,
  type Listen,
  LONGEST,
  type Recording,
  TooLong,
  UnusableAudio,
} from '#domain/ports/audio.ts';
import { DECODERS } from '#media/decoders/decoders.ts';
import type { Sound } from '#media/decoders/sound.ts';
import { type Format, sniff } from './sniff.ts';

/** Seconds below which a recording is refused. */
const SHORTEST = 3;
/** Amplitude (−80 dB) below which a recording is silent throughout. */
const SILENT = 1e-4;
/** Sample rates that recordings have, in hertz: a header may tell any, and the resampler's work grows with it. */
const LOWEST_RATE = 1000;
const HIGHEST_RATE = 768_000;
/** Samples a second, of all channels, on which the longest recording may come: four of 48 kHz. */
const SAMPLES = 4 * 48_000;
/** Milliseconds of work after which others get their turn. */
const TURN = 20;
const FORMATS = 'mp3, wav, flac, ogg, opus, m4a, aac, aiff, wma or webm';

/** The formats as people call them. */
const NAMES: Record<Format, string> = {
  wav: 'a wav file',
  aiff: 'an aiff file',
  flac: 'a flac file',
  vorbis: 'an ogg vorbis file',
  opus: 'an opus file',
  'ogg-flac': 'flac in ogg',
  mp3: 'an mp3',
  adts: 'an aac file',
  container: 'an mp4, m4a or webm file',
  wma: 'a wma file',
};

/** The codec, where the format is called otherwise. */
const CODECS: Partial<Record<Format, string>> = { 'ogg-flac': 'flac', adts: 'aac' };
/** Those that give back every sample. */
const LOSSLESS = ['wav', 'aiff', 'flac', 'alac'];

/** Decodes and fingerprints a whole recording, in flat memory. What decodes counts, also of a cut file. */
export const listen: Listen = async (original, longest = LONGEST) => {
  const source = watched(original);
  if (source.size === 0) throw new UnusableAudio('The file is empty.');
  const format = await sniff(source);
  if (format === undefined) throw new UnusableAudio(`The file is not audio in a known format (${FORMATS}).`);
  const heard = new Hearing(longest);
  try {
    const decode = await DECODERS[format]();
    let turn = performance.now();
    for await (const sound of decode(source)) {
      heard.take(sound);
      if (performance.now() - turn < TURN) continue;
      await setImmediate();
      turn = performance.now();
    }
  } catch (error) {
    if (error instanceof UnusableAudio && !source.failure) throw error;
    // A damaged end must not take away what was heard before it.
    if (heard.duration === 0 && !source.failure)
      throw new UnusableAudio(`The file looks like ${NAMES[format]}, but nothing in it can be decoded.`);
  }
  if (source.failure) throw source.failure;
  return heard.recording(format, source.size);
};

/** A source that remembers its own failure: a broken connection must not pass for the end of a cut file. */
function watched(source: AudioSource): AudioSource & { readonly failure: unknown } {
  let failure: unknown;
  const failed = (error: unknown): never => {
    failure = error;
    throw error;
  };
  return {
    size: source.size,
    async *stream() {
      try {
        yield* source.stream();
      } catch (error) {
        failed(error);
      }
    },
    read: (start, end) => source.read(start, end).catch(failed),
    get failure() {
      return failure;
    },
  };
}

/** What has been decoded so far. */
class Hearing {
  duration = 0;
  private samples = 0;
  private loudest = 0;
  private rate = 0;
  private channels = 0;
  private coded: Sound['coded'];
  private fingerprinter: Fingerprinter | undefined;
  private readonly longest: number;

  constructor(longest: number) {
    this.longest = longest;
  }

  take({ channels, rate, kind, coded }: Sound): void {
    if (!(rate >= LOWEST_RATE && rate <= HIGHEST_RATE)) {
      throw new UnusableAudio(
        `The file tells a sample rate of ${rate} Hz; from ${LOWEST_RATE} to ${HIGHEST_RATE} Hz can be read.`,
      );
    }
    this.fingerprinter ??= new Fingerprinter(rate, kind, SPEEDS);
    if (this.rate === 0) {
      this.rate = coded?.rate ?? rate;
      this.channels = channels.length;
      this.coded = coded;
    }
    this.fingerprinter.push(channels);
    this.duration += (channels[0]?.length ?? 0) / rate;
    if (this.duration > this.longest) throw new TooLong(this.longest);
    for (const { length } of channels) this.samples += length;
    if (this.samples > this.longest * SAMPLES) {
      const hours = this.longest / 3600;
      throw new UnusableAudio(
        `The recording has more than four channels of 48 kHz have in ${hours.toFixed(1)} hours: mix it down, or cut it.`,
      );
    }
    if (this.loudest < SILENT) this.loudest = Math.max(this.loudest, ...channels.map(peak));
  }

  /** `size`: bytes of the file. */
  recording(format: Format, size: number): Recording {
    const { duration } = this;
    if (this.fingerprinter === undefined || duration === 0) {
      throw new UnusableAudio(`The file looks like ${NAMES[format]}, but nothing in it can be decoded.`);
    }
    if (duration < SHORTEST) {
      throw new UnusableAudio(
        `The recording is shorter than ${SHORTEST} seconds (${duration.toFixed(1)} s).`,
      );
    }
    if (this.loudest < SILENT) throw new UnusableAudio('The recording is silent throughout.');
    const codec = this.coded?.format ?? CODECS[format] ?? format;
    const audio = {
      format: codec,
      bitRate: Math.round((size * 8) / duration),
      sampleRate: this.rate,
      channels: this.channels,
      lossless: LOSSLESS.includes(codec),
      notice: null,
    };
    const { fingerprinter } = this;
    return { words: fingerprinter.finish(), duration, others: fingerprinter.finishOthers(), audio };
  }
}

function peak(samples: Float32Array): number {
  let most = 0;
  for (const sample of samples) {
    const size = Math.abs(sample);
    if (size > most) most = size;
  }
  return most;
}
