import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Posting } from '#domain/ports/fingerprints.ts';
import { KEYS } from './sketches.ts';

interface Part {
  readonly first: number;
  readonly keys: Uint32Array;
  readonly positions: Uint16Array;
}

/** Recordings made at once by a thread. */
const PART = 1000;

/** Postings of many recordings in memory, sorted by key: what the index table would hold. */
export class Library {
  private readonly keys: Uint32Array;
  private readonly owners: Uint32Array;
  private readonly positions: Uint16Array;

  constructor(keys: Uint32Array, positions: Uint16Array) {
    const order = sortedByKey(keys);
    this.keys = order.map((i) => keys[i] as number);
    this.positions = Uint16Array.from(order, (i) => positions[i] as number);
    this.owners = order.map((i) => Math.floor(i / KEYS));
  }

  /** The postings under a key, in a library of the first `size` recordings. */
  under(key: string, size: number): Posting[] {
    const value = Number.parseInt(key.slice(1), 16);
    const found: Posting[] = [];
    for (let i = this.firstAt(value); this.keys[i] === value; i++) {
      const owner = this.owners[i] as number;
      if (owner < size) found.push({ key, id: String(owner), position: this.positions[i] as number });
    }
    return found;
  }

  /** For every key of the first `size` recordings, how many postings it has; ascending. */
  postingsPerKey(size: number): Uint32Array {
    const counts: number[] = [];
    let count = 0;
    for (let i = 0; i < this.keys.length; i++) {
      if ((this.owners[i] as number) < size) count++;
      if (this.keys[i] === this.keys[i + 1]) continue;
      if (count > 0) counts.push(count);
      count = 0;
    }
    return Uint32Array.from(counts).sort();
  }

  private firstAt(key: number): number {
    let low = 0;
    let high = this.keys.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.keys[middle] as number) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Places of the keys in ascending order, by counting their lower and then their upper halves. */
function sortedByKey(keys: Uint32Array): Uint32Array {
  let order = Uint32Array.from(keys, (_, i) => i);
  for (const shift of [0, 16]) {
    const starts = new Uint32Array(65_537);
    const digitOf = (key: number) => (key >>> shift) & 0xffff;
    for (const key of keys) starts[digitOf(key) + 1] = (starts[digitOf(key) + 1] as number) + 1;
    for (let i = 1; i < starts.length; i++) starts[i] = (starts[i] as number) + (starts[i - 1] as number);
    const next = new Uint32Array(order.length);
    for (const i of order) {
      const digit = digitOf(keys[i] as number);
      const place = starts[digit] as number;
      next[place] = i;
      starts[digit] = place + 1;
    }
    order = next;
  }
  return order;
}

/** A library of made-up recordings of so many words each, made by all processors. */
export async function makeLibrary(
  size: number,
  words: number,
  progress: (done: number) => void,
): Promise<Library> {
  const keys = new Uint32Array(size * KEYS);
  const positions = new Uint16Array(keys.length);
  let next = 0;
  let done = 0;
  const work = async () => {
    while (next < size) {
      const first = next;
      next = Math.min(size, first + PART);
      const part = await inThread({ first, last: next, words });
      keys.set(part.keys, part.first * KEYS);
      positions.set(part.positions, part.first * KEYS);
      done += part.keys.length / KEYS;
      progress(done);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return new Library(keys, positions);
}

function inThread(workerData: { first: number; last: number; words: number }): Promise<Part> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./sketch-thread.ts', import.meta.url), { workerData });
    thread.once('message', resolve);
    thread.once('error', reject);
  });
}
