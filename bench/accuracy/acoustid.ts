import { bitCount } from '#core/sketch/telling.ts';

/**
 * The peer: AcoustID's approach as it is documented, on the words of fpcalc's first two minutes. An entry is found
 * when it has one of the query's 120 words of 28 bits from position 80; it is the same when its score passes 0.5.
 */
const QUERY_START = 80;
const QUERY_WORDS = 120;
const WORD_BITS = 28;
const OFFSET_BITS = 14;
const SAME = 0.5;

const upper = (word: number, bits: number) => word >>> (32 - bits);

export interface PeerAnswer {
  readonly score: number;
  readonly isSame: boolean;
}

/** How alike two are: the share of the shorter that overlaps × (1 − 2 · bit error rate), at the commonest offset. */
export function acoustidScore(entry: Uint32Array, query: Uint32Array): PeerAnswer {
  const offset = commonestOffset(entry, query);
  if (offset === undefined) return { score: 0, isSame: false };
  const from = Math.max(0, -offset);
  const to = Math.min(query.length, entry.length - offset);
  let errors = 0;
  for (let i = from; i < to; i++)
    errors += bitCount(((entry[i + offset] as number) ^ (query[i] as number)) >>> 0);
  const length = Math.max(0, to - from);
  const share = length / Math.min(entry.length, query.length);
  const score = length === 0 ? 0 : Math.max(0, share * (1 - (2 * errors) / (32 * length)));
  return { score, isSame: score > SAME };
}

/** Whether the index would find the entry at all. */
export function acoustidFinds(entry: Uint32Array, query: Uint32Array): boolean {
  // Of a short recording, the last ones.
  const start = Math.max(0, Math.min(QUERY_START, query.length - QUERY_WORDS));
  const asked = query.subarray(start, start + QUERY_WORDS);
  const words = new Set(Array.from(asked, (word) => upper(word, WORD_BITS)));
  return entry.some((word) => words.has(upper(word, WORD_BITS)));
}

/** By the last place of each 14-bit beginning in both. */
function commonestOffset(entry: Uint32Array, query: Uint32Array): number | undefined {
  const places = new Map<number, number>();
  for (const [i, word] of entry.entries()) places.set(upper(word, OFFSET_BITS), i);
  const counts = new Map<number, number>();
  const ofQuery = new Map<number, number>();
  for (const [i, word] of query.entries()) ofQuery.set(upper(word, OFFSET_BITS), i);
  for (const [word, at] of ofQuery) {
    const place = places.get(word);
    if (place !== undefined) counts.set(place - at, (counts.get(place - at) ?? 0) + 1);
  }
  return [...counts].reduce<[number, number] | undefined>(
    (best, next) => (best === undefined || next[1] > best[1] ? next : best),
    undefined,
  )?.[0];
}
