import type { AudioSource } from '#domain/ports/audio.ts';
import { UnusableAudio } from '#domain/ports/audio.ts';
import { chunkName } from '#media/headers/chunk-name.ts';
import type { PcmFormat } from '#media/headers/pcm-format.ts';
import { ByteQueue } from './byte-queue.ts';
import { canRead } from './pcm.ts';
import { pcmStream } from './pcm-stream.ts';
import type { Sound } from './sound.ts';

const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;
/** Sizes that say "until the end": written by programs that stream, and by RF64. */
const OPEN = 0xffffffff;

/** RIFF/WAVE and RF64 with whole-number or float samples. */
export async function* decodeWav(source: AudioSource): AsyncGenerator<Sound> {
  const queue = new ByteQueue(source.stream());
  await queue.skip(12);
  let format: PcmFormat | undefined;
  while (await queue.fill(8)) {
    const view = new DataView(queue.bytes.buffer, queue.bytes.byteOffset);
    const name = chunkName(queue.bytes, 0);
    const size = view.getUint32(4, true);
    queue.drop(8);
    if (name === 'fmt ') {
      await queue.fill(Math.min(size, 40));
      format = wavFormat(queue.bytes.subarray(0, Math.min(size, 40)));
    } else if (name === 'data') {
      if (format === undefined || !canRead(format)) {
        throw new UnusableAudio(
          'This wav file uses an encoding that cannot be read; send PCM, or another format.',
        );
      }
      return yield* pcmStream(queue, format, size === OPEN || size === 0 ? Number.POSITIVE_INFINITY : size);
    }
    await queue.skip(size + (size % 2));
  }
}

/** The body of a `fmt ` chunk; undefined when it is too short or no PCM. */
function wavFormat(body: Uint8Array): PcmFormat | undefined {
  if (body.length < 16) return undefined;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const tag = view.getUint16(0, true);
  const kind = tag === EXTENSIBLE && body.length >= 26 ? view.getUint16(24, true) : tag;
  if (kind !== PCM && kind !== FLOAT) return undefined;
  const bits = 8 * Math.ceil(view.getUint16(14, true) / 8);
  return {
    channels: view.getUint16(2, true),
    rate: view.getUint32(4, true),
    bits,
    encoding: kind === FLOAT ? 'float' : bits === 8 ? 'unsigned' : 'signed',
    littleEndian: true,
  };
}
