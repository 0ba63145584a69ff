import type { AudioSource } from '#domain/ports/audio.ts';
import { ByteQueue } from '#media/containers/byte-queue.ts';
import { little } from '#media/headers/bytes.ts';
import { chunkName } from '#media/headers/chunk-name.ts';
import { type WaveFormat, waveFormat } from '#media/headers/wave-format.ts';
import type { Found, Sound } from '#media/sound.ts';
import { waveSound } from './samples.ts';

/** A name of 16 bytes, of which the first four tell, and a size of 8 that counts both. */
const HEADER = 24;
const LONGEST_FORMAT = 1024;
const MOST_CHUNKS = 10_000;

/** Sony Wave64. */
export async function* decodeW64(source: AudioSource, found: Found): AsyncGenerator<Sound> {
  const queue = new ByteQueue(source.stream());
  // `riff` with its size, and `wave`, which has none.
  await queue.skip(HEADER + 16);
  let format: WaveFormat | undefined;
  for (let count = 0; count < MOST_CHUNKS && (await queue.fill(HEADER)); count++) {
    const name = chunkName(queue.bytes, 0);
    const size = little(queue.bytes, 16, 8) - HEADER;
    queue.drop(HEADER);
    if (size < 0) return;
    const before = queue.dropped;
    if (name === 'fmt ') {
      await queue.fill(Math.min(size, LONGEST_FORMAT));
      format = waveFormat(queue.bytes.slice(0, Math.min(size, LONGEST_FORMAT)));
    } else if (name === 'data') {
      yield* waveSound(queue, format, size > 0 ? size : Number.POSITIVE_INFINITY, found, 'w64');
    }
    // Chunks begin at multiples of 8.
    await queue.skip(8 * Math.ceil(size / 8) - (queue.dropped - before));
  }
}
