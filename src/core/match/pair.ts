import { bitCount, tellingWords } from '#core/sketch/telling.ts';

/** Differing bits of a word pair at which going on neither gains nor costs: three in ten. */
export const EVEN = 9.6;

/** Two fingerprints, and which of their words tell something. */
export interface Pair {
  readonly a: Uint32Array;
  readonly b: Uint32Array;
  readonly tellingA: Uint8Array;
  readonly tellingB: Uint8Array;
}

export const pairOf = (a: Uint32Array, b: Uint32Array): Pair => ({
  a,
  b,
  tellingA: tellingWords(a),
  tellingB: tellingWords(b),
});

/** Bits by which a word of b agrees with a at this shift beyond what is even; 0 where both stand still or a ends. */
export function gain({ a, b, tellingA, tellingB }: Pair, i: number, shift: number): number {
  const at = i + shift;
  if (i < 0 || i >= b.length || at < 0 || at >= a.length) return 0;
  if (((tellingA[at] as number) | (tellingB[i] as number)) === 0) return 0;
  return EVEN - bitCount(((a[at] as number) ^ (b[i] as number)) >>> 0);
}

/** How many of b's words from `from` up to `to` tell something at this shift, and their differing bits. */
export function measured(
  pair: Pair,
  from: number,
  to: number,
  shift: number,
): { evidence: number; errors: number } {
  let evidence = 0;
  let errors = 0;
  for (let i = Math.max(from, 0, -shift); i < Math.min(to, pair.b.length, pair.a.length - shift); i++) {
    if (((pair.tellingA[i + shift] as number) | (pair.tellingB[i] as number)) === 0) continue;
    evidence++;
    errors += bitCount(((pair.a[i + shift] as number) ^ (pair.b[i] as number)) >>> 0);
  }
  return { evidence, errors };
}
