import type { AudioSource } from '#domain/audio.ts';
import { ByteQueue } from './byte-queue.ts';
import { id3Length } from './id3.ts';
import { decodeMpeg } from './mpeg.ts';
import { findMpegFrame, type MpegFrame, readMpegHeader } from './mpeg-header.ts';
import { FRAME_SAMPLES, FrameDecoder } from './mpeg-layer3/frame-decoder.ts';
import { gaplessOf } from './mpeg-layer3/gapless.ts';
import type { Sound } from './sound.ts';

const READ_AHEAD = 64 * 1024;
/** Frames decoded at once: half a second. */
const BATCH = 20;
/** Samples of the file for each that is given. */
const QUARTER = 4;

/**
 * MP3. The usual kind (MPEG 1 layer III at 44.1 or 48 kHz) is decoded here, only as far as a fingerprint hears:
 * one channel, up to a quarter of the rate, several times faster than a whole decoder. The rest goes to mpg123.
 */
export async function* decodeMp3(source: AudioSource): AsyncGenerator<Sound> {
  const queue = new ByteQueue(source.stream());
  await queue.fill(10);
  await queue.skip(id3Length(queue.bytes));
  await queue.fill(READ_AHEAD);
  const first = findMpegFrame(queue.bytes);
  if (first === undefined || first.layer !== 3 || first.version !== 1 || first.rate === 32000) {
    yield* decodeMpeg(source);
    return;
  }
  queue.drop(first.at);
  yield* layer3(queue, first);
}

async function* layer3(queue: ByteQueue, first: MpegFrame): AsyncGenerator<Sound> {
  const gapless = gaplessOf(queue.bytes.subarray(0, first.length), first);
  if (gapless !== undefined) await queue.skip(first.length);
  const start = gapless?.start ?? 0;
  const decoder = new FrameDecoder(first.rate, start % QUARTER);
  let skip = Math.floor(start / QUARTER);
  // The end is held back, as only at the end is it known to be padding.
  const padding = Math.ceil((gapless?.end ?? 0) / QUARTER);
  const rate = first.rate / QUARTER;
  let held = new Float32Array(0);
  for await (const batch of frames(queue, first.rate)) {
    const out = new Float32Array(held.length + batch.length * FRAME_SAMPLES);
    out.set(held);
    let at = held.length;
    for (const { bytes, header } of batch) {
      decoder.decode(bytes, header, out, at);
      at += FRAME_SAMPLES;
    }
    const end = Math.max(0, out.length - padding);
    const begin = Math.min(skip, end);
    skip -= begin;
    if (end > begin) yield { channels: [out.subarray(begin, end)], rate, kind: 'low-rate' };
    held = out.slice(end);
  }
}

interface Frame {
  readonly bytes: Uint8Array;
  readonly header: MpegFrame;
}

/** Whole frames in order, a batch at a time; bytes that are no frame are passed over. */
async function* frames(queue: ByteQueue, rate: number): AsyncGenerator<Frame[]> {
  let batch: Frame[] = [];
  for (;;) {
    if (queue.bytes.length < 4096) await queue.fill(READ_AHEAD);
    const { bytes } = queue;
    if (bytes.length < 4) break;
    const header = readMpegHeader(bytes, 0);
    const usable = header !== undefined && header.layer === 3 && header.version === 1 && header.rate === rate;
    if (usable && header.length <= bytes.length && followed(queue, header)) {
      batch.push({ bytes: bytes.subarray(0, header.length), header });
      queue.drop(header.length);
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    } else {
      const next = bytes.indexOf(0xff, 1);
      queue.drop(next < 0 ? bytes.length : next);
    }
  }
  if (batch.length > 0) yield batch;
}

/** Whether another frame, a tag or the end comes where the header says. */
function followed({ bytes, ended }: ByteQueue, { length }: MpegFrame): boolean {
  if (length + 4 > bytes.length) return ended;
  return readMpegHeader(bytes, length) !== undefined || !(bytes[length] === 0xff);
}
