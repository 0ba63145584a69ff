import type { Stretch } from './growing.ts';

/** What a further stretch must bring beyond the least, so that a chain is not patched together of chance. */
const JUMP = 60;

interface Chain {
  readonly score: number;
  readonly stretches: readonly Stretch[];
}

/** Those that follow one another in both and have the highest score in all. */
export function inOrder(found: readonly Stretch[]): Stretch[] {
  const sorted = [...found].sort((x, y) => x.start - y.start);
  const best: Chain[] = [];
  for (const [i, stretch] of sorted.entries()) {
    let chain: Chain = { score: stretch.score, stretches: [stretch] };
    for (const before of best.slice(0, i)) {
      const last = before.stretches.at(-1);
      if (!last || !follows(last, stretch)) continue;
      const score = before.score - JUMP + stretch.score * shareBehind(last, stretch);
      if (score > chain.score) chain = { score, stretches: [...before.stretches, stretch] };
    }
    best.push(chain);
  }
  const none: Chain = { score: 0, stretches: [] };
  return parted(best.reduce((most, next) => (next.score > most.score ? next : most), none).stretches);
}

function follows(last: Stretch, next: Stretch): boolean {
  return (
    next.start > last.start &&
    next.end > last.end &&
    next.start + next.shift > last.start + last.shift &&
    next.end + next.lastShift > last.end + last.lastShift
  );
}

/** What is left of a stretch where the one before it ends: music that repeats itself fits beyond a cut on either side. */
const shareBehind = (last: Stretch, next: Stretch) =>
  (next.end - Math.max(next.start, last.end)) / (next.end - next.start);

/** Where two overlap in b, each keeps half of it. */
function parted(chain: readonly Stretch[]): Stretch[] {
  return chain.map((stretch, i) => {
    const before = chain[i - 1]?.end ?? 0;
    const after = chain[i + 1]?.start ?? Number.POSITIVE_INFINITY;
    return {
      ...stretch,
      start: before > stretch.start ? (before + stretch.start + 1) >> 1 : stretch.start,
      end: after < stretch.end ? (after + stretch.end + 1) >> 1 : stretch.end,
    };
  });
}
