import { isCoarseKey, isWholeKey } from './sketch.ts';

/** Words by which two hits of one alignment may disagree, and how much more for each word between them. */
const JITTER = 4;
const DRIFT = 0.055;
/** Hits of one entry that are compared with one another: enough to tell, and bounded. */
const MOST_HITS = 400;
/** Places of one key that are looked at: in hours of a loop a single key would fill all the hits. */
const MOST_PLACES = 8;
/** Keys that must agree: one tells little, since every query meets some by chance. */
const ENOUGH = 2;
/** What a coarse key counts: two of them meet by chance in a large catalogue of sounds, three hardly. */
const COARSE_WEIGHT = 0.75;
/**
 * A short recording has few keys, and an equaliser may leave one: with too little to go by, the likeliest are looked at,
 * which begin within 134 words (16.6 s) of one another, as much as may have been cut.
 */
const MOST_LIKELY = 20;
const FURTHEST = 134;

interface Hit {
  readonly key: string;
  readonly query: number;
  readonly stored: number;
}

/** Weight of the distinct keys that agree with one of the hits about the offset, allowing for a drift in tempo. */
function agreement(hits: readonly Hit[]): number {
  const numbers = new Map<string, number>();
  const numbered = hits.map(({ key, query, stored }) => {
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return { number, query, stored, weight: isCoarseKey(key) ? COARSE_WEIGHT : 1 };
  });
  /** Of each key the anchor for which it was counted last: a set for each would take longer than all else here. */
  const countedFor = new Int32Array(numbers.size).fill(-1);
  let best = 0;
  for (const [i, anchor] of numbered.entries()) {
    let weight = 0;
    for (const hit of numbered) {
      if (countedFor[hit.number] === i) continue;
      const apart = hit.query - anchor.query;
      const drift = Math.abs(hit.stored - anchor.stored - apart);
      if (drift > JITTER + DRIFT * Math.abs(apart)) continue;
      countedFor[hit.number] = i;
      weight += hit.weight;
    }
    best = Math.max(best, weight);
  }
  return best;
}

/** Between 0 and 1, more for a smaller offset, of which most copies have little; 0 when it is too far off. */
function closeness(hits: readonly Hit[]): number {
  const offset = Math.min(...hits.map(({ query, stored }) => Math.abs(stored - query)));
  return Math.max(0, 1 - offset / FURTHEST);
}

/**
 * The recordings worth fetching: those that share two keys or more (three coarse ones) with the query at roughly one
 * offset, or its whole-fingerprint key; with a short query also the likeliest of the others. Ids, most keys first.
 */
export function nominate(
  query: Map<string, number[]>,
  hits: Iterable<{ key: string; id: string; position: number }>,
): string[] {
  const isShort = query.keys().some(isCoarseKey);
  const byId = new Map<string, Hit[]>();
  const scores = new Map<string, number>();
  const likely = new Map<string, number>();
  for (const { key, id, position } of hits) {
    const positions = query.get(key);
    if (positions === undefined) continue;
    if (isWholeKey(key)) scores.set(id, Number.POSITIVE_INFINITY);
    const known = byId.get(id) ?? [];
    byId.set(id, known);
    for (const at of positions.slice(0, MOST_PLACES)) {
      if (known.length < MOST_HITS) known.push({ key, query: at, stored: position });
    }
  }
  for (const [id, known] of byId) {
    if (scores.has(id)) continue;
    const agreeing = agreement(known);
    const near = isShort ? closeness(known) : 0;
    if (agreeing >= ENOUGH) scores.set(id, agreeing);
    // Nearness decides between those that share as many keys.
    else if (near > 0) likely.set(id, agreeing + near / 10);
  }
  return [...ranked(scores), ...ranked(likely).slice(0, MOST_LIKELY)];
}

/** Ids by score, the highest first. */
function ranked(scores: ReadonlyMap<string, number>): string[] {
  return [...scores].sort(([a, x], [b, y]) => (x === y ? (a < b ? -1 : 1) : y - x)).map(([id]) => id);
}
