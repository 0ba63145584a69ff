import { EVEN, gain, measured, type Pair } from './pair.ts';

/** Words from `start` up to `end` of b that sound in a too, `shift` words later; a drift moves it on to `lastShift`. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly shift: number;
  readonly lastShift: number;
  /** Bits in which it agrees beyond what strangers do: how sure it is. */
  readonly score: number;
  readonly evidence: number;
  readonly errors: number;
}

/** A stretch ends where the score has fallen so far below its best: 4 s of strangers. */
const DROP = 200;
/** Words after which the walk looks whether a word to either side fits better, by so many words behind it. */
const STEP = 16;
const LOOKED_BACK = 24;

/** Grown from a place both ways, as far as it pays, moving along with a drift. */
export function extended(pair: Pair, position: number, offset: number): Stretch {
  const right = walk(pair, position, offset, 1);
  const left = walk(pair, position - 1, offset, -1);
  const evidence = left.evidence + right.evidence;
  return {
    start: left.end + 1,
    end: right.end,
    shift: left.shift,
    lastShift: right.shift,
    score: left.score + right.score,
    evidence,
    errors: left.errors + right.errors,
  };
}

/** Goes on from a place in one direction; tells the best place to stop, which is not part of it. */
function walk(pair: Pair, from: number, offset: number, direction: 1 | -1) {
  let shift = offset;
  let score = 0;
  let evidence = 0;
  let errors = 0;
  let best = { end: from, shift, score: 0, evidence: 0, errors: 0 };
  for (let at = from, steps = 1; best.score - score < DROP; at += direction, steps++) {
    if (at < 0 || at >= pair.b.length || at + shift < 0 || at + shift >= pair.a.length) break;
    const won = gain(pair, at, shift);
    if (won !== 0) {
      evidence++;
      errors += EVEN - won;
      score += won;
    }
    if (score >= best.score) best = { end: at + direction, shift, score, evidence, errors };
    if (steps % STEP === 0) shift = better(pair, at, shift, direction);
  }
  return best;
}

/** The shift, or a neighbour of it, at which the last words fit best. */
function better(pair: Pair, at: number, shift: number, direction: 1 | -1): number {
  const [from, to] = direction === 1 ? [at - LOOKED_BACK, at + 1] : [at, at + LOOKED_BACK + 1];
  const errorsAt = (candidate: number) => {
    const { evidence, errors } = measured(pair, from, to, candidate);
    return evidence === 0 ? Number.POSITIVE_INFINITY : errors / evidence;
  };
  const [here, before, after] = [errorsAt(shift), errorsAt(shift - 1), errorsAt(shift + 1)];
  if (before < here && before <= after) return shift - 1;
  return after < here ? shift + 1 : shift;
}
