import type { Alignment } from './align.ts';

/** For each of the 32 bits, the highest first, the share of words that have it; undefined where there are none. */
export type Shares = readonly number[] | undefined;

/** What a column of a picture of two fingerprints shows. */
export interface Column {
  readonly a: Shares;
  readonly b: Shares;
  readonly differing: Shares;
}

/** Two fingerprints laid on one another, to be drawn. */
export interface Laid {
  /** The word of a with which it begins; negative where b begins before a. */
  readonly start: number;
  readonly end: number;
  /** One of `count` columns, from 0. */
  column(i: number, count: number): Column;
}

/** b laid on a. */
export function lay(a: Uint32Array, b: Uint32Array, alignment: Alignment): Laid {
  const onA = laidOnA(b, alignment);
  const start = Math.min(0, ...onA.keys().take(1));
  const end = Math.max(a.length, [...onA.keys()].reduce((most, at) => Math.max(most, at), 0) + 1);
  const words = end - start;
  return {
    start,
    end,
    column(i, count) {
      const from = start + Math.floor((i * words) / count);
      const to = Math.max(from + 1, start + Math.floor(((i + 1) * words) / count));
      const at = Array.from({ length: to - from }, (_, j) => from + j);
      const ofA = at.map((j) => (j >= 0 && j < a.length ? a[j] : undefined));
      const ofB = at.map((j) => onA.get(j));
      const differing = ofA.map((word, j) => xor(word, ofB[j]));
      return { a: sharesOf(ofA), b: sharesOf(ofB), differing: sharesOf(differing) };
    },
  };
}

/** b's words by their place on a; before and after the pieces they go on as the nearest. */
function laidOnA(b: Uint32Array, { pieces }: Alignment): Map<number, number> {
  const onA = new Map<number, number>();
  let piece = 0;
  for (const [i, word] of b.entries()) {
    while (i >= (pieces[piece]?.end ?? Number.POSITIVE_INFINITY) && piece + 1 < pieces.length) piece++;
    onA.set(i + (pieces[piece]?.shift ?? 0), word);
  }
  return onA;
}

const xor = (a: number | undefined, b: number | undefined) =>
  a === undefined || b === undefined ? undefined : (a ^ b) >>> 0;

function sharesOf(words: readonly (number | undefined)[]): Shares {
  const known = words.filter((word) => word !== undefined);
  if (known.length === 0) return undefined;
  return Array.from(
    { length: 32 },
    (_, bit) => known.filter((word) => (word >>> (31 - bit)) & 1).length / known.length,
  );
}
