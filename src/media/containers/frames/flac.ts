import type { ByteQueue } from '#media/containers/byte-queue.ts';
import { chunkName } from '#media/headers/chunk-name.ts';
import { crc16 } from '#media/headers/crc.ts';
import { type FlacFrame, type FlacInfo, flacFrame, LONGEST_FRAME_HEADER } from '#media/headers/flac-frame.ts';
import type { Packets } from '#media/sound.ts';

/** What may follow the last frame: another stream, or a tag. */
const FOLLOWERS = ['fLaC', 'ID3', 'TAG', 'APETAGEX'];
/** Bytes looked through at once for a frame. */
const SEARCHED = 64 * 1024;
const FIRST_OF_NAME = 'f'.charCodeAt(0);
const SMALLEST_FRAME = 10;
/** Frames for which silence stands in at one place. */
const MOST_MISSING = 100;

interface Boundary {
  readonly end: number;
  /** Whether the checksum of what lies before it is right. */
  readonly isSound: boolean;
  /** The frame that begins there; none at the end of the stream. */
  readonly next: FlacFrame | undefined;
}

/**
 * The frames of a FLAC stream whose checksums are right, and an empty packet for each one in whose place they are
 * wrong. Begins at a frame and leaves the queue behind the last. `size`: bytes of the file.
 */
export async function* flacFrames(queue: ByteQueue, info: FlacInfo, size: number): Packets {
  // Bytes that may be read twice: a file made of headers would have all of it read again for each.
  const budget = { left: size + 4 * 1024 ** 2 };
  let frame = await firstFrame(queue, info);
  while (frame !== undefined) {
    const longest = Math.ceil((frame.block * info.channels * (info.bits + 1)) / 8) + 256;
    await queue.fill(longest + LONGEST_FRAME_HEADER + 1);
    const { end, isSound, next } = boundary(queue, frame, info, longest, budget);
    if (isSound) yield queue.bytes.slice(0, end);
    else for (let i = missing(frame, next); i > 0; i--) yield new Uint8Array(0);
    queue.drop(end);
    frame = next ?? (await firstFrame(queue, info));
  }
}

/** Goes on to where a frame begins; undefined at the end of the stream, or where another begins. */
async function firstFrame(queue: ByteQueue, info: FlacInfo): Promise<FlacFrame | undefined> {
  while ((await queue.fill(SEARCHED)) || queue.bytes.length > LONGEST_FRAME_HEADER) {
    const { bytes } = queue;
    if (FOLLOWERS.some((name) => chunkName(bytes, 0) === name.slice(0, 4))) return undefined;
    const last = bytes.length - LONGEST_FRAME_HEADER;
    for (let at = 0; at < last; at++) {
      // To make a name of each four bytes would cost more than all else.
      if (bytes[at] === FIRST_OF_NAME && isNamed(bytes, at, 'fLaC')) {
        queue.drop(at);
        return undefined;
      }
      if (bytes[at] !== 0xff) continue;
      const frame = flacFrame(bytes, at, info);
      if (frame === undefined) continue;
      queue.drop(at);
      return frame;
    }
    queue.drop(last);
  }
  return undefined;
}

/** Where the frame at the front of the queue ends. */
function boundary(
  { bytes, ended }: ByteQueue,
  frame: FlacFrame,
  info: FlacInfo,
  longest: number,
  budget: { left: number },
): Boundary {
  const expected = frame.number + (frame.isVariable ? frame.block : 1);
  const isLast = info.samples > 0 && expected * (frame.isVariable ? 1 : frame.block) >= info.samples;
  const limit = Math.min(bytes.length, longest);
  if (!isLast && budget.left > 0) {
    const sound = soundBoundary(bytes, limit, info);
    if (sound !== undefined) return sound;
    budget.left -= limit;
  }
  let crc = crc16(bytes, 0, SMALLEST_FRAME, 0);
  let other: Boundary | undefined;
  let whole = 0;
  for (let at = SMALLEST_FRAME; at < limit; at++) {
    const isSound = crc === 0;
    if (bytes[at] === 0xff) {
      const next = flacFrame(bytes, at, info);
      if (next !== undefined && (isSound || next.number === expected)) return { end: at, isSound, next };
      if (next !== undefined) other ??= { end: at, isSound, next };
      if (other !== undefined && budget.left <= 0) return other;
    } else if (isSound && FOLLOWERS.some((name) => isNamed(bytes, at, name))) {
      return { end: at, isSound, next: undefined };
    }
    if (isSound && whole === 0) whole = at;
    crc = crc16(bytes, at, at + 1, crc);
  }
  if (crc === 0 && limit === bytes.length && ended) return { end: limit, isSound: true, next: undefined };
  // What follows the last frame may be of any kind.
  if (isLast && whole > 0) return { end: whole, isSound: true, next: undefined };
  budget.left -= limit;
  return other ?? { end: Math.max(limit, 1), isSound: false, next: undefined };
}

/** The same for a frame without fault that another follows, as nearly all are: only where headers may be is looked. */
function soundBoundary(bytes: Uint8Array, limit: number, info: FlacInfo): Boundary | undefined {
  let crc = 0;
  let done = 0;
  for (
    let at = bytes.indexOf(0xff, SMALLEST_FRAME);
    at >= 0 && at < limit;
    at = bytes.indexOf(0xff, at + 1)
  ) {
    crc = crc16(bytes, done, at, crc);
    done = at;
    const next = crc === 0 ? flacFrame(bytes, at, info) : undefined;
    if (next !== undefined) return { end: at, isSound: true, next };
  }
  return undefined;
}

function isNamed(bytes: Uint8Array, at: number, name: string): boolean {
  for (let i = 0; i < name.length; i++) if (bytes[at + i] !== name.charCodeAt(i)) return false;
  return true;
}

/** How many frames a gap had, by the numbers of those on either side. */
function missing(frame: FlacFrame, next: FlacFrame | undefined): number {
  if (next === undefined || next.isVariable !== frame.isVariable) return 1;
  const gap = (next.number - frame.number) / (frame.isVariable ? frame.block : 1);
  return gap >= 1 && gap <= MOST_MISSING ? Math.round(gap) : 1;
}
