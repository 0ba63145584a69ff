import { secondsHeard, WINDOW_HOPS } from '#core/fingerprint/hop.ts';
import { tellingWords } from '#core/sketch/telling.ts';
import type { Stretch } from './growing.ts';

/** How a recording (b, asked) lies to another (a, stored); null: nothing to speak of. See docs/architecture.md. */
export type Relation = 'same' | 'edit' | 'excerpt' | 'whole' | 'overlap' | null;

/** Seconds that both must hold in one stretch; of shorter recordings this share of the shorter one. */
const STRETCH = 9;
const STRETCH_SHARE = 0.3;
/** Share of the bits that may differ in what is told as the same sound. */
const ALIKE = 0.28;
/** Share of a recording that must be found in the other to say that all of it is there: its edges blur. */
const ALL = 0.85;
/** Words, and share of a recording, that may be missing at an end when it is said to be there from end to end. */
const BLUR = 4;
const BLUR_SHARE = 0.1;
/** Share of b that may be joined to its ends for an edit; with more, a is a part of something else. */
const JOINED = 0.25;
/** Share of both that an edit keeps when its middle is another sound, and when only an end is; then it is no spot. */
const KEPT_AROUND = 0.35;
const KEPT = 0.67;
const SPOT = 250;
/** Words by which a cut or a repetition changes the offset, at the least, and share by which a drift does. */
const JUMP = 8;
const DRIFT = 0.1;

/** What the stretches leave over, in words that tell something. */
interface Cover {
  readonly all: number;
  readonly covered: number;
  readonly before: number;
  readonly after: number;
}

/** Of two that are not the same, with the stretches they share (in order): how they are related. */
export function relationOf(a: Uint32Array, b: Uint32Array, stretches: readonly Stretch[]): Relation {
  const evidence = stretches.reduce((sum, stretch) => sum + stretch.evidence, 0);
  const errors = stretches.reduce((sum, stretch) => sum + stretch.errors, 0);
  if (evidence === 0 || errors > ALIKE * 32 * evidence) return null;
  const shorter = secondsHeard(Math.min(a.length, b.length));
  const longest = Math.max(...joined(stretches).map(({ start, end }) => secondsHeard(end - start)));
  if (longest < Math.min(STRETCH, STRETCH_SHARE * shorter)) return null;

  const ofA = cover(tellingWords(a), stretches.map(placeInA));
  const ofB = cover(tellingWords(b), stretches);
  const isStraight = joined(stretches).length === 1;
  const isSpot = Math.min(a.length, b.length) < SPOT;
  if (isAll(ofB) && isAll(ofA)) return isSpot ? 'overlap' : 'edit';
  if (isAll(ofB)) return isStraight ? 'excerpt' : 'edit';
  if (isAll(ofA)) return isStraight && ofB.covered < (1 - JOINED) * ofB.all ? 'whole' : 'edit';
  const isSlid = (one: Cover, other: Cover) => one.before > edge(one) && other.after > edge(other);
  if (isStraight && (isSlid(ofA, ofB) || isSlid(ofB, ofA))) return 'overlap';
  const kept = Math.min(ofA.covered / ofA.all, ofB.covered / ofB.all);
  const atEnds = Math.max(ofA.before, ofA.after) <= edge(ofA) && Math.max(ofB.before, ofB.after) <= edge(ofB);
  if (atEnds) return kept >= KEPT_AROUND ? 'edit' : 'overlap';
  return kept >= KEPT && !isSpot ? 'edit' : 'overlap';
}

const edge = ({ all }: Cover) => BLUR + BLUR_SHARE * all;
const isAll = ({ covered, all }: Cover) => all > 0 && covered >= ALL * all;

const placeInA = ({ start, end, shift, lastShift }: Stretch) => ({
  start: start + shift,
  end: end + lastShift,
});

function cover(telling: Uint8Array, parts: readonly { start: number; end: number }[]): Cover {
  const count = (from: number, to: number) => {
    let sum = 0;
    for (let i = Math.max(0, from); i < Math.min(to, telling.length); i++) sum += telling[i] as number;
    return sum;
  };
  let covered = 0;
  let reached = 0;
  for (const { start, end } of parts) {
    covered += count(Math.max(start, reached), end);
    reached = Math.max(reached, end);
  }
  return {
    all: count(0, telling.length),
    covered,
    before: count(0, parts[0]?.start ?? 0),
    after: count(reached, telling.length),
  };
}

/** Stretches with nothing but a mute between them are one: the offset goes on. */
function joined(stretches: readonly Stretch[]): Stretch[] {
  const runs: Stretch[] = [];
  for (const next of stretches) {
    const last = runs.at(-1);
    const allowed = last && JUMP / 2 + DRIFT * Math.max(0, next.start - last.end);
    if (last && allowed !== undefined && Math.abs(next.shift - last.lastShift) <= allowed)
      runs[runs.length - 1] = { ...last, end: next.end, lastShift: next.lastShift };
    else runs.push(next);
  }
  return runs;
}

/** Seconds that the stretches sound in both: where one ends within both, its last word still hears no more than it. */
export function secondsShared(stretches: readonly Stretch[]): number {
  const words = stretches.reduce((sum, { start, end, shift }, i) => {
    const last = stretches[i - 1];
    const gap = last && Math.min(start - last.end, start + shift - last.end - last.lastShift);
    return sum + end - start + Math.max(0, Math.min(gap ?? 0, WINDOW_HOPS));
  }, 0);
  return secondsHeard(words);
}
