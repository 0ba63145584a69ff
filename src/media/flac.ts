import type { AudioSource } from '#domain/audio.ts';
import { ByteQueue } from './byte-queue.ts';
import { chunkName } from './chunk-name.ts';
import { OutOfBits } from './flac-bits.ts';
import { DamagedFrame, decodeFrame } from './flac-frame.ts';
import { HEADER_BYTES, readFrameHeader } from './flac-header.ts';
import { id3Length } from './id3.ts';
import type { Sound } from './sound.ts';

/** Enough for nearly every frame, and more is asked for when one is longer. */
const READ_AHEAD = 64 * 1024;
/** The longest a frame can be: 65,535 samples of eight channels of 32 bits, uncompressed. */
const LONGEST = 65_535 * 8 * 5;

/** Native FLAC (RFC 9639). */
export async function* decodeFlac(source: AudioSource): AsyncGenerator<Sound> {
  const queue = new ByteQueue(source.stream());
  await queue.fill(10);
  await queue.skip(id3Length(queue.bytes));
  if (!(await queue.fill(4)) || chunkName(queue.bytes, 0) !== 'fLaC') return;
  queue.drop(4);
  const stream = { rate: 44100, bits: 16 };
  for (let last = false; !last && (await queue.fill(4)); ) {
    const [type = 0, a = 0, b = 0, c = 0] = queue.bytes;
    const length = (a << 16) | (b << 8) | c;
    last = (type & 0x80) !== 0;
    queue.drop(4);
    if ((type & 0x7f) === 0 && (await queue.fill(18))) {
      const info = queue.bytes;
      stream.rate = ((info[10] ?? 0) << 12) | ((info[11] ?? 0) << 4) | ((info[12] ?? 0) >> 4);
      stream.bits = ((((info[12] ?? 0) & 1) << 4) | ((info[13] ?? 0) >> 4)) + 1;
    }
    await queue.skip(length);
  }
  yield* flacFrames(queue, stream);
}

/** Frames one after another; what cannot be read is passed over to the next header with a right checksum. */
export async function* flacFrames(
  queue: ByteQueue,
  stream: { rate: number; bits: number },
): AsyncGenerator<Sound> {
  let wanted = READ_AHEAD;
  for (;;) {
    await queue.fill(wanted);
    if (queue.bytes.length < HEADER_BYTES && queue.ended && queue.bytes.length < 8) return;
    const header = readFrameHeader(queue.bytes, 0);
    if (header === undefined) {
      if (!toNextSync(queue)) return;
      continue;
    }
    try {
      const bits = header.bits === 0 ? stream.bits : header.bits;
      const { planes, length } = decodeFrame(queue.bytes, header, bits);
      queue.drop(length);
      wanted = READ_AHEAD;
      const scale = 2 ** (1 - bits);
      const channels = planes.map((plane) => scaled(plane, scale));
      yield {
        channels,
        rate: header.rate === 0 ? stream.rate : header.rate,
        kind: bits <= 16 ? 'int16' : 'float',
      };
    } catch (error) {
      if (error instanceof OutOfBits && !queue.ended && queue.bytes.length < LONGEST) {
        wanted = queue.bytes.length * 2;
      } else if (error instanceof OutOfBits || error instanceof DamagedFrame) {
        queue.drop(2);
        if (!toNextSync(queue)) return;
      } else throw error;
    }
  }
}

/** Drops bytes up to what may be a header; false when the stream is at its end. */
function toNextSync(queue: ByteQueue): boolean {
  const { bytes } = queue;
  for (let at = 1; at + 1 < bytes.length; at++) {
    if (bytes[at] === 0xff && ((bytes[at + 1] as number) & 0xfe) === 0xf8) {
      queue.drop(at);
      return true;
    }
  }
  queue.drop(Math.max(0, bytes.length - 1));
  return !queue.ended;
}

function scaled(plane: Float64Array, scale: number): Float32Array {
  const out = new Float32Array(plane.length);
  for (let i = 0; i < plane.length; i++) out[i] = (plane[i] as number) * scale;
  return out;
}
