import type { ByteQueue } from '#media/containers/byte-queue.ts';
import { chunkName } from '#media/headers/chunk-name.ts';
import { id3Length } from '#media/headers/id3.ts';

/** How the frames of a format that has no container are told. */
export interface Framing<Frame> {
  /** The header at `at`; undefined when it is none. */
  readonly read: (bytes: Uint8Array, at: number) => Frame | undefined;
  readonly isAlike: (a: Frame, b: Frame) => boolean;
  readonly lengthOf: (frame: Frame) => number;
  /** The byte with which a header begins. */
  readonly sync: number;
  /** Bytes of a header. */
  readonly header: number;
  readonly longest: number;
}

/** A frame, or a stretch that is none. */
export interface Framed<Frame> {
  readonly bytes: Uint8Array;
  /** Undefined for what lies between frames, but for tags. */
  readonly frame: Frame | undefined;
  /** Bytes of tags before it. */
  readonly tags: number;
}

const ID3V1 = 128;
const APE_HEADER = 32;
const WINDOW = 64 * 1024;

/**
 * The frames in a queue, each of which another of its kind follows where it says, or the end or a tag. What lies
 * between them comes as it is.
 */
export async function* frames<Frame>(
  queue: ByteQueue,
  framing: Framing<Frame>,
): AsyncGenerator<Framed<Frame>> {
  let tags = 0;
  for (;;) {
    await queue.fill(WINDOW);
    const { bytes } = queue;
    if (bytes.length === 0) break;
    const tag = tagLength(bytes);
    if (tag > 0) {
      tags += Math.min(tag, bytes.length);
      await queue.skip(tag);
      continue;
    }
    const frame = framing.read(bytes, 0);
    const isFrame = frame !== undefined && isFollowed(queue, frame, framing);
    const length = isFrame ? framing.lengthOf(frame) : nextFrame(queue, framing);
    yield { bytes: bytes.slice(0, length), frame: isFrame ? frame : undefined, tags };
    tags = 0;
    queue.drop(length);
  }
  if (tags > 0) yield { bytes: new Uint8Array(0), frame: undefined, tags };
}

function isFollowed<Frame>({ bytes, ended }: ByteQueue, frame: Frame, framing: Framing<Frame>): boolean {
  const next = framing.lengthOf(frame);
  if (next >= bytes.length) return next === bytes.length;
  if (ended && next + framing.header > bytes.length) return true;
  if (tagLength(bytes.subarray(next)) > 0) return true;
  const following = framing.read(bytes, next);
  // Another stream may begin there, with settings of its own.
  return following !== undefined;
}

/** Bytes up to the next frame that another follows, or a tag, or as many as are there. */
function nextFrame<Frame>(queue: ByteQueue, framing: Framing<Frame>): number {
  const { bytes, ended } = queue;
  const last = ended ? bytes.length : Math.max(1, bytes.length - 2 * framing.longest);
  for (let at = 1; at < last; at++) {
    const byte = bytes[at];
    if (byte === framing.sync) {
      const frame = framing.read(bytes, at);
      if (frame === undefined) continue;
      const following = framing.read(bytes, at + framing.lengthOf(frame));
      if (following !== undefined && framing.isAlike(frame, following)) return at;
    } else if (byte === 0x49 || byte === 0x54 || byte === 0x41) {
      if (tagLength(bytes.subarray(at, at + APE_HEADER)) > 0) return at;
    }
  }
  return last;
}

/** Bytes of a tag at the front: ID3v2, ID3v1 or APE; 0 when there is none. */
function tagLength(bytes: Uint8Array): number {
  const id3 = id3Length(bytes);
  if (id3 > 0) return id3;
  const name = chunkName(bytes, 0);
  if (name.startsWith('TAG')) return ID3V1;
  if (name !== 'APET' || chunkName(bytes, 4) !== 'AGEX') return 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < APE_HEADER) return 0;
  // The size counts the footer, not the header; where the footer comes first, the tag is behind us.
  const isHeader = (view.getUint32(20, true) & 0x20000000) !== 0;
  return isHeader ? APE_HEADER + view.getUint32(12, true) : APE_HEADER;
}
