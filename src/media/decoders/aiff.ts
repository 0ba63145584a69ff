import type { AudioSource } from '#domain/ports/audio.ts';
import { UnusableAudio } from '#domain/ports/audio.ts';
import { aiffFormat } from '#media/headers/aiff-format.ts';
import { chunkName } from '#media/headers/chunk-name.ts';
import type { PcmFormat } from '#media/headers/pcm-format.ts';
import { ByteQueue } from './byte-queue.ts';
import { canRead } from './pcm.ts';
import { pcmStream } from './pcm-stream.ts';
import type { Sound } from './sound.ts';

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
