import { nominate } from '#core/sketch/nominate.ts';
import { lookupKeys } from '#core/sketch/sketch.ts';
import type { Library } from './library.ts';
import { musicLike } from './music-like.ts';
import { indexUnits } from './real-calls.ts';
import { readUnits, type Units } from './units.ts';
import { variants } from './variants.ts';

/** A key takes no more (src/aws/index/postings.ts). */
const MOST_POSTINGS = 1000;

/** Bytes of a fingerprint of this many words, packed, and of an entry: what a candidate costs to fetch. */
const ENTRY_BYTES = 350;

export interface AtSize {
  readonly size: number;
  readonly median: number;
  readonly largest: number;
  /** Candidates of a recording that is new: on average, at most. */
  readonly candidates: readonly [mean: number, most: number];
  /** Of an insert, without what does not depend on the index. */
  readonly insert: Units;
  readonly recall: readonly { readonly name: string; readonly share: number }[];
}

/** What a library of the first `size` recordings costs, and what it finds. `times`: as if it were so many times as full. */
export function atSize(library: Library, size: number, words: number, sample: number, times = 1): AtSize {
  const counts = library.postingsPerKey(size);
  const candidates: number[] = [];
  let read = 0;
  let write = 0;
  for (let i = 0; i < sample; i++) {
    const newcomer = musicLike(10_000_000 + i, words);
    const found = nominated(library, size, newcomer, Number.POSITIVE_INFINITY).length * times;
    candidates.push(found);
    const index = indexUnits(newcomer, (key) =>
      Math.min(MOST_POSTINGS, library.under(key, size).length * times),
    );
    const fetched = Math.min(found, 20);
    const each = readUnits(words * 2.9, true);
    read += (index.read + 2 * (found * readUnits(ENTRY_BYTES, true) + fetched * each)) / sample;
    write += index.write / sample;
  }
  const mean = candidates.reduce((a, b) => a + b, 0) / sample;
  return {
    size: size * times,
    median: (counts[counts.length >> 1] ?? 0) * times,
    largest: (counts.at(-1) ?? 0) * times,
    candidates: [mean, Math.max(...candidates)],
    insert: { read, write },
    recall: times === 1 ? recallOf(library, size, words, sample) : [],
  };
}

/** Share of entries whose variant nominates them among the best twenty. */
function recallOf(library: Library, size: number, words: number, sample: number) {
  return variants.map(({ name, of }) => {
    let found = 0;
    for (let i = 0; i < sample; i++) {
      const seed = Math.floor((i * size) / sample);
      const copy = of(musicLike(seed, words), seed + 1);
      if (nominated(library, size, copy, 20).includes(String(seed))) found++;
    }
    return { name, share: found / sample };
  });
}

function nominated(library: Library, size: number, words: Uint32Array, most: number): string[] {
  const query = lookupKeys(words);
  const hits = [...query.keys()].flatMap((key) => library.under(key, size));
  return nominate(query, hits).slice(0, most);
}
