import { bitCount, tellingWords } from '#core/sketch/telling.ts';
import type { Alignment } from './align.ts';

/**
 * Words (25 s) up to which two are looked at word by word: there are too few pieces for the test on strange ones, and
 * the mean hides a half that differs.
 */
const SHORT = 200;
/** A part of a recording is this many words (half a second) at least, and this share of it: an end may drown in noise. */
const LEAST = 4;
const LEAST_SHARE = 1 / 6;
/** A part is another sound when so many bits of it differ, and so many times those of the rest: an equaliser changes all. */
const OTHER = 0.2;
const TIMES = 2.5;
/** Nor does a copy have a few words that differ so much. */
const OTHER_WORDS = 0.3;

/** Whether two short recordings are the same up to some point and another sound after it, or before, or between. */
export function isHalfAlike(a: Uint32Array, b: Uint32Array, alignment: Alignment): boolean {
  if (Math.max(a.length, b.length) >= SHORT) return false;
  const rates = errorRates(a, b, alignment);
  const all = sum(rates);
  const least = Math.max(LEAST, Math.round(LEAST_SHARE * rates.length));
  let before = 0;
  for (let end = 1; end <= rates.length; end++) {
    before += rates[end - 1] as number;
    if (end < least) continue;
    if (sum(rates.slice(end - least, end)) > OTHER_WORDS * least) return true;
    if (rates.length - end < least) continue;
    const [head, tail] = [before / end, (all - before) / (rates.length - end)];
    const [high, low] = head > tail ? [head, tail] : [tail, head];
    if (high > OTHER && high > TIMES * low) return true;
  }
  return false;
}

/** Of each word pair that tells something the share of differing bits. */
function errorRates(a: Uint32Array, b: Uint32Array, { pieces }: Alignment): number[] {
  const [tellingA, tellingB] = [tellingWords(a), tellingWords(b)];
  return pieces.flatMap(({ start, end, shift }) =>
    Array.from({ length: end - start }, (_, i) => start + i)
      .filter((i) => tellingA[i + shift] === 1 || tellingB[i] === 1)
      .map((i) => bitCount(((a[i + shift] as number) ^ (b[i] as number)) >>> 0) / 32),
  );
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
