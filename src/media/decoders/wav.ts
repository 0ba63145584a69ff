import type { AudioSource } from '#domain/ports/audio.ts';
import { ByteQueue } from '#media/containers/byte-queue.ts';
import { riffChunks } from '#media/containers/riff.ts';
import { type WaveFormat, waveFormat } from '#media/headers/wave-format.ts';
import type { Found, Sound } from '#media/sound.ts';
import { waveSound } from './samples.ts';

/** Longer than any `fmt ` chunk. */
const LONGEST_FORMAT = 1024;
const MOST_PIECES = 1000;

/** RIFF/WAVE, RF64 and BW64: all its data chunks. */
export async function* decodeWav(source: AudioSource, found: Found): AsyncGenerator<Sound> {
  const queue = new ByteQueue(source.stream());
  let format: WaveFormat | undefined;
  let pieces = 0;
  for await (const { name, size } of riffChunks(queue, source.size)) {
    if (name === 'fmt ') {
      await queue.fill(Math.min(size, LONGEST_FORMAT));
      format = waveFormat(queue.bytes.slice(0, Math.min(size, LONGEST_FORMAT)));
    } else if (name === 'data' && pieces++ < MOST_PIECES) {
      yield* waveSound(queue, format, size, found, 'wav');
    }
  }
}
