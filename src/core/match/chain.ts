import type { Stretch } from './growing.ts';

/** Words by which two that follow one another may overlap in b: a word hears 2.7 s, some of either side of a cut. */
const SLACK = 21;
/** What a further stretch must bring beyond the least, so that a chain is not patched together of chance. */
const JUMP = 60;

/** Those that follow one another in both and have the highest score in all. */
export function inOrder(found: readonly Stretch[]): Stretch[] {
  const sorted = [...found].sort((x, y) => x.start - y.start);
  const best: { score: number; chain: Stretch[] }[] = [];
  for (const [i, stretch] of sorted.entries()) {
    let before: { score: number; chain: Stretch[] } = { score: 0, chain: [] };
    for (let j = 0; j < i; j++) {
      const other = best[j] as (typeof best)[number];
      const last = sorted[j] as Stretch;
      if (other.score - JUMP > before.score && follows(last, stretch))
        before = { score: other.score - JUMP, chain: other.chain };
    }
    best.push({ score: before.score + stretch.score, chain: [...before.chain, stretch] });
  }
  const chain = best.reduce((most, next) => (next.score > most.score ? next : most), { score: 0, chain: [] });
  return parted(chain.chain);
}

function follows(last: Stretch, next: Stretch): boolean {
  return (
    next.start >= last.end - SLACK &&
    next.end > last.end &&
    next.start + next.shift > last.start + last.shift &&
    next.end + next.lastShift > last.end + last.lastShift
  );
}

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
