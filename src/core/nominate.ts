import { isKeyOfShort, isWholeKey } from './sketch.ts';

/** Words by which two hits of one alignment may disagree, and how much more for each word between them. */
const JITTER = 4;
const DRIFT = 0.03;
/** Hits of one entry that are compared with one another: enough to tell, and bounded. */
const MOST_HITS = 400;
/** Places of one key that are looked at: in hours of a loop a single key would fill all the hits. */
const MOST_PLACES = 8;
/** Words by which a copy may begin earlier or later, 15 s having been cut. */
const LONE_OFFSET = 134;

interface Hit {
  readonly key: string;
  readonly query: number;
  readonly stored: number;
}

/** Most distinct keys that agree with one of the hits about the offset, allowing for a drift in tempo. */
function agreement(hits: readonly Hit[]): number {
  let best = 0;
  for (const anchor of hits) {
    const keys = new Set<string>();
    for (const hit of hits) {
      const apart = hit.query - anchor.query;
      const drift = Math.abs(hit.stored - anchor.stored - apart);
      if (drift <= JITTER + DRIFT * Math.abs(apart)) keys.add(hit.key);
    }
    best = Math.max(best, keys.size);
  }
  return best;
}

/** Between 0 and 1, more for a smaller offset, of which most copies have little; 0 when it is too far off. */
function loneScore(hits: readonly Hit[]): number {
  const offset = Math.min(...hits.map(({ query, stored }) => Math.abs(stored - query)));
  return Math.max(0, 1 - offset / LONE_OFFSET);
}

/**
 * The entries worth fetching: those that share two keys or more with the query at roughly one offset, or its
 * whole-fingerprint key; with a short query also those that share one. Ids, most keys first.
 */
export function nominate(
  query: Map<string, number[]>,
  hits: Iterable<{ key: string; id: string; position: number }>,
): string[] {
  const isShort = query.keys().some(isKeyOfShort);
  const byId = new Map<string, Hit[]>();
  const scores = new Map<string, number>();
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
    const agreeing = known.length < 2 ? 1 : agreement(known);
    const lone = isShort ? loneScore(known) : 0;
    const score = agreeing >= 2 ? agreeing : lone;
    if (score > 0) scores.set(id, score);
  }
  return [...scores].sort(([a, x], [b, y]) => (x === y ? (a < b ? -1 : 1) : y - x)).map(([id]) => id);
}
