import type { ByteQueue } from '#media/containers/byte-queue.ts';
import type { Packets } from '#media/sound.ts';
import { elementAt, LONGEST_HEADER, variable } from './ebml.ts';
import type { MatroskaTrack } from './header.ts';

/** The segment, clusters and groups of blocks: what lies in them is gone through as if it lay outside. */
const OUTER = new Set([0x18538067, 0x1f43b675, 0xa0]);
const SIMPLE_BLOCK = 0xa3;
const BLOCK = 0xa1;
/** The first byte of a cluster, at which reading goes on behind damage. */
const CLUSTER = 0x1f;
const LONGEST_BLOCK = 16 * 1024 ** 2;

/** The frames of one track of a WebM or Matroska file, in the order in which they stand. */
export async function* matroskaFrames(queue: ByteQueue, { number, stripped }: MatroskaTrack): Packets {
  while ((await queue.fill(LONGEST_HEADER)) || queue.bytes.length > 1) {
    const element = elementAt(queue.bytes, 0);
    const isBlock = element?.id === SIMPLE_BLOCK || element?.id === BLOCK;
    if (element === undefined || (isBlock && element.size > LONGEST_BLOCK)) {
      const next = queue.bytes.indexOf(CLUSTER, 1);
      queue.drop(next < 0 ? queue.bytes.length : next);
      continue;
    }
    queue.drop(element.header);
    if (OUTER.has(element.id)) continue;
    if (!isBlock) {
      if (!Number.isFinite(element.size)) continue;
      await queue.skip(element.size);
      continue;
    }
    await queue.fill(element.size);
    const block = queue.bytes.slice(0, element.size);
    queue.drop(block.length);
    const track = variable(block, 0);
    if (track?.value !== number) continue;
    for (const frame of framesOf(block, track.length + 2))
      if (frame.length > 0) yield stripped.length === 0 ? frame : Buffer.concat([stripped, frame]);
  }
}

/** The frames of a block, of which there are several where its flags say so (RFC 9559 §10.3). */
function framesOf(block: Uint8Array, flagsAt: number): Uint8Array[] {
  const lacing = ((block[flagsAt] ?? 0) >> 1) & 3;
  let at = flagsAt + 1;
  if (lacing === 0) return [block.subarray(at)];
  const count = (block[at++] ?? 0) + 1;
  const sizes: number[] = [];
  let last = 0;
  for (let i = 0; i + 1 < count && lacing !== 2 && at < block.length; i++) {
    if (lacing === 1) {
      last = 0;
      for (; block[at] === 255; at++) last += 255;
      last += block[at++] ?? 0;
    } else {
      const size = variable(block, at);
      if (size === undefined) return [];
      // All but the first tell how much longer they are than the one before.
      last = i === 0 ? size.value : last + size.value - (2 ** (7 * size.length - 1) - 1);
      at += size.length;
    }
    sizes.push(last);
  }
  const each = Math.floor((block.length - at) / count);
  const frames: Uint8Array[] = [];
  for (let i = 0; i < count && at < block.length; i++) {
    const size = lacing === 2 ? each : (sizes[i] ?? block.length - at);
    if (size < 0) return frames;
    frames.push(block.subarray(at, at + size));
    at += size;
  }
  return frames;
}
