import { type AudioSource, UnusableAudio } from '#domain/ports/audio.ts';
import { canRead } from '#media/codecs/pcm.ts';
import { ByteQueue } from '#media/containers/byte-queue.ts';
import { aiffFormat } from '#media/headers/aiff-format.ts';
import { big } from '#media/headers/bytes.ts';
import { chunkName } from '#media/headers/chunk-name.ts';
import type { Found, Sound } from '#media/sound.ts';
import { USUAL, weightsOf } from '#media/surround.ts';
import { ima4Sound, pcmSound } from './samples.ts';

const LONGEST_COMM = 1024;
const MOST_CHUNKS = 10_000;
const MOST_CHANNELS = 64;

/** AIFF, and AIFF-C with plain samples, µ-law, A-law or IMA4. */
export async function* decodeAiff(source: AudioSource, found: Found): AsyncGenerator<Sound> {
  const queue = new ByteQueue(source.stream());
  await queue.fill(12);
  const isCompressed = chunkName(queue.bytes, 8) === 'AIFC';
  await queue.skip(12);
  let comm = new Uint8Array(0);
  for (let count = 0; count < MOST_CHUNKS && (await queue.fill(8)); count++) {
    const name = chunkName(queue.bytes, 0);
    const size = big(queue.bytes, 4, 4);
    queue.drop(8);
    const before = queue.dropped;
    if (name === 'COMM') {
      await queue.fill(Math.min(size, LONGEST_COMM));
      comm = queue.bytes.slice(0, Math.min(size, LONGEST_COMM));
    } else if (name === 'SSND') {
      await queue.skip(8);
      yield* samples(queue, comm, isCompressed, size <= 8 ? Number.POSITIVE_INFINITY : size - 8, found);
    }
    await queue.skip(Math.max(0, size + (size % 2) - (queue.dropped - before)));
  }
}

async function* samples(
  queue: ByteQueue,
  comm: Uint8Array,
  isCompressed: boolean,
  length: number,
  found: Found,
): AsyncGenerator<Sound> {
  const kind = isCompressed ? chunkName(comm, 18) : 'NONE';
  const told = aiffFormat(comm, isCompressed);
  const channels = big(comm, 0, 2);
  if (kind === 'ima4' && channels > 0 && channels <= MOST_CHANNELS) {
    const rate = aiffFormat(comm, false)?.format.rate ?? 0;
    return yield* ima4Sound(queue, { channels, rate }, length);
  }
  if (told === undefined || !canRead(told.format)) {
    throw new UnusableAudio(
      `The file is an aiff file of ${kind} audio, which Refrain does not read: send PCM, or flac.`,
    );
  }
  const weights = weightsOf(USUAL[channels]);
  yield* pcmSound(queue, { ...told.format, ...(weights && { weights }) }, length, found);
}
