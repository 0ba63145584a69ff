import type { Hearing } from '#core/fingerprint/hearings.ts';
import { lookupKeys } from './sketch.ts';

/**
 * Keys looked up of all other ways of hearing a recording, together: what is read for a new one has a budget
 * (docs/benchmarks.md). A look that is not consistent pays half for each. The one that an insert rests on asks once
 * more with fewer: it is for what came at the same moment.
 */
const MOST = { consistent: 1600, 'not consistent': 2300, again: 1000 } as const;
/** Keys of one way of hearing among which they are chosen: an entry has no more. */
const CONSIDERED = 120;

/** Other bass and speeds as near as this are what is promised to be found: they have so many times the keys of others. */
const LIKELY = 0.0101;
const MORE = 1.5;

const shareOf = ({ speed }: Hearing): number => (Math.abs(speed - 1) <= LIKELY ? MORE : 1);

/**
 * What to look up of each way of hearing a recording, a query for each. First those that the
 * neighbouring hearing has too: a key that outlives half a per cent outlives the quarter that may be left. One that
 * several have is read once and counts for each.
 */
export function hearingQueries(
  hearings: readonly Hearing[],
  look: keyof typeof MOST,
): Map<string, number[]>[] {
  const most = MOST[look];
  const considered = hearings.map(({ words }) => lookupKeys(words, CONSIDERED));
  const had = new Map<string, number>();
  for (const keys of considered) for (const key of keys.keys()) had.set(key, (had.get(key) ?? 0) + 1);
  const ranked = considered.map((keys) =>
    [...keys.keys()].sort((x, y) => Number((had.get(y) ?? 0) > 1) - Number((had.get(x) ?? 0) > 1)),
  );
  const shares = hearings.map(shareOf);
  const chosen = new Set<string>();
  for (let rank = 0; rank < 2 * CONSIDERED && chosen.size < most; rank++) {
    for (const [i, keys] of ranked.entries()) {
      const share = shares[i] ?? 1;
      const next = keys.slice(Math.floor(rank * share), Math.floor((rank + 1) * share));
      for (const key of next) if (chosen.size < most) chosen.add(key);
    }
  }
  return considered.map((keys) => new Map([...keys].filter(([key]) => chosen.has(key))));
}

/** Speeds as near as this to one another are of hearings that find the same: half a per cent and what rounding makes of it. */
const NEXT = 0.0051;

/**
 * By what candidates are told of each way of hearing: its own keys, and those of the others at its speed and at the next
 * speeds to both sides, where they lie in it. A copy whose speed is between two may share one key with each.
 */
export function withNeighbours(
  hearings: readonly Hearing[],
  queries: readonly ReadonlyMap<string, number[]>[],
): Map<string, number[]>[] {
  return hearings.map((hearing, i) => {
    const pooled = new Map(queries[i]);
    for (const [j, other] of hearings.entries()) {
      if (Math.abs(other.speed - hearing.speed) > NEXT) continue;
      const scale = other.speed / hearing.speed;
      for (const [key, positions] of queries[j] ?? [])
        if (!pooled.has(key))
          pooled.set(
            key,
            positions.map((at) => Math.round(at * scale)),
          );
    }
    return pooled;
  });
}
