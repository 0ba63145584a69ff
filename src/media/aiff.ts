import type { AudioSource } from '#domain/audio.ts';
import { UnusableAudio } from '#domain/audio.ts';
import { ByteQueue } from './byte-queue.ts';
import { chunkName } from './chunk-name.ts';
import { canRead, type PcmFormat } from './pcm.ts';
import { pcmStream } from './pcm-stream.ts';
import type { Sound } from './sound.ts';

/** What AIFF-C's compression types say about the samples. */
const ENCODINGS: Record<string, Partial<PcmFormat>> = {
  NONE: {},
  twos: {},
  sowt: { littleEndian: true },
  in24: {},
  in32: {},
  fl32: { encoding: 'float' },
  FL32: { encoding: 'float' },
  fl64: { encoding: 'float' },
  FL64: { encoding: 'float' },
};

/** AIFF and AIFF-C with uncompressed samples. */
export async function* decodeAiff(source: AudioSource): AsyncGenerator<Sound> {
  const queue = new ByteQueue(source.stream());
  await queue.fill(12);
  const compressed = chunkName(queue.bytes, 8) === 'AIFC';
  await queue.skip(12);
  let format: PcmFormat | undefined;
  while (await queue.fill(8)) {
    const name = chunkName(queue.bytes, 0);
    const size = new DataView(queue.bytes.buffer, queue.bytes.byteOffset).getUint32(4);
    queue.drop(8);
    if (name === 'COMM') {
      await queue.fill(Math.min(size, 22));
      format = aiffFormat(queue.bytes.subarray(0, Math.min(size, 22)), compressed)?.format;
    } else if (name === 'SSND') {
      if (format === undefined || !canRead(format)) {
        throw new UnusableAudio(
          'This aiff file uses an encoding that cannot be read; send PCM, or another format.',
        );
      }
      await queue.skip(8);
      return yield* pcmStream(queue, format, size <= 8 ? Number.POSITIVE_INFINITY : size - 8);
    }
    await queue.skip(size + (size % 2));
  }
}

/** The body of a `COMM` chunk, with its count of frames; undefined when too short or of an unknown kind. */
export function aiffFormat(
  body: Uint8Array,
  compressed: boolean,
): { format: PcmFormat; frames: number } | undefined {
  if (body.length < 18) return undefined;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const encoding = compressed ? ENCODINGS[chunkName(body, 18)] : {};
  if (encoding === undefined) return undefined;
  const format: PcmFormat = {
    channels: view.getUint16(0),
    rate: extended(view, 8),
    bits: 8 * Math.ceil(view.getUint16(6) / 8),
    encoding: 'signed',
    littleEndian: false,
    ...encoding,
  };
  return { format, frames: view.getUint32(2) };
}

/** An 80-bit float that holds a whole number of hertz. */
function extended(view: DataView, at: number): number {
  const exponent = (view.getUint16(at) & 0x7fff) - 16383 - 31;
  return Math.round(view.getUint32(at + 2) * 2 ** exponent);
}
