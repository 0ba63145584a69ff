import { little } from '#media/headers/bytes.ts';
import { chunkName } from '#media/headers/chunk-name.ts';
import type { ByteQueue } from './byte-queue.ts';

/** A chunk whose body is at the front of the queue. */
export interface Chunk {
  readonly name: string;
  /** Bytes of its body; infinite when the size was left open. */
  readonly size: number;
}

/** Sizes that say "until the end", or that `ds64` has the right one. */
const OPEN = 0xffffffff;
/** What else is written where a program cannot go back to tell the size: some 2 or 4 GB. */
const isLeftOpen = (size: number) => (size >= 0x7f000000 && size <= 0x80000000) || size >= 0xff000000;
/** Honest files have some dozens; the rest of the file is passed over at once. */
const MOST_CHUNKS = 10_000;

/**
 * The chunks of a RIFF, RF64 or BW64 file of `length` bytes. Whoever takes them reads a body before asking for the next,
 * or leaves it.
 */
export async function* riffChunks(queue: ByteQueue, length: number): AsyncGenerator<Chunk> {
  await queue.skip(12);
  const long = new Map<string, number>();
  for (let count = 0; count < MOST_CHUNKS && (await queue.fill(8)); count++) {
    const name = chunkName(queue.bytes, 0);
    const told = little(queue.bytes, 4, 4);
    queue.drop(8);
    if (name === 'ds64') await readLong(queue, told, long);
    const before = queue.dropped;
    const isOpen = told === OPEN || (isLeftOpen(told) && told > length - before);
    const size = isOpen ? (long.get(name) ?? Number.POSITIVE_INFINITY) : told;
    // A size of 0 was never filled in, when it is that of the last chunk.
    yield { name, size: name === 'data' && told === 0 ? Number.POSITIVE_INFINITY : size };
    const left = size - (queue.dropped - before);
    if (left > 0) await queue.skip(Number.isFinite(left) ? left + (size % 2) : left);
    else if (size % 2 === 1) await queue.skip(1);
  }
}

/** The sizes that do not fit into 32 bits: RIFF's own, the data's, and those of a table. */
async function readLong(queue: ByteQueue, size: number, long: Map<string, number>): Promise<void> {
  await queue.fill(Math.min(size, 1024));
  const { bytes } = queue;
  if (bytes.length < 24) return;
  long.set('data', little(bytes, 8, 8));
  const table = Math.min(little(bytes, 24, 4), 64);
  for (let i = 0; i < table; i++) long.set(chunkName(bytes, 28 + 12 * i), little(bytes, 32 + 12 * i, 8));
}
