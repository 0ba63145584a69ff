import type { Alignment } from './align.ts';

/** Shares of what overlaps that are looked at: less may be a cough, more is no part of it. */
const LEAST = 0.08;
const MOST = 0.6;
/**
 * Bit error rate from which a part is another sound, or has one laid over it, when it is so many times that of the rest:
 * an encoder, noise and an equaliser change all of a recording, and nothing is without errors.
 */
const OTHER = 0.16;
const TIMES = 3;
const ALWAYS = 0.02;

/** Whether one part of what overlaps differs as the rest does not: a voice over it, words put in its place. */
export function isLaidOver({ pieces, evidence, errors }: Alignment): boolean {
  const all = errors / 32;
  for (let from = 0; from < pieces.length; from++) {
    let words = 0;
    let wrong = 0;
    for (const piece of pieces.slice(from)) {
      words += piece.evidence;
      wrong += piece.errors / 32;
      if (words > MOST * evidence) break;
      if (words < LEAST * evidence) continue;
      const [inside, outside] = [wrong / words, (all - wrong) / (evidence - words)];
      if (inside > OTHER && inside > TIMES * (outside + ALWAYS)) return true;
    }
  }
  return false;
}
