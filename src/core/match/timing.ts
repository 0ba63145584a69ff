import { SECONDS_PER_WORD } from '#core/fingerprint/hop.ts';
import { bitCount } from '#core/sketch/telling.ts';

/** Words of b, `start` up to `end`, that lie some `shift` words later in a, and how many of their bits differ there. */
interface Laid {
  readonly start: number;
  readonly end: number;
  readonly shift: number;
  readonly evidence: number;
  readonly errors: number;
}

/** Pieces above this error rate lie where chance put them and say nothing about the tempo. */
const TRUSTED = 0.33;
/** A slope over fewer words (half a minute) is mostly rounding. */
const SHORTEST = 120;
const FEWEST = 3;
/** Words by which b drifts over all its length, below which it does not: what noise makes of measuring. */
const STEADY = 0.15;

/**
 * The straight line through where the trusted pieces lie: `offset` in seconds of b's start after a's, and
 * `speed`, b's over a's.
 */
export function timing(
  a: Uint32Array,
  b: Uint32Array,
  pieces: readonly Laid[],
): { offset: number; speed: number } {
  const trusted = pieces.filter(({ evidence, errors }) => evidence > 0 && errors <= TRUSTED * 32 * evidence);
  const used = (trusted.length > 0 ? trusted : pieces).map((piece) => ({
    at: (piece.start + piece.end) / 2,
    shift: refined(a, b, piece),
    weight: piece.end - piece.start,
  }));
  if (used.length === 0) return { offset: 0, speed: 1 };
  const all = used.reduce((sum, { weight }) => sum + weight, 0);
  const mean = (value: (place: Place) => number) =>
    used.reduce((sum, place) => sum + value(place) * place.weight, 0) / all;
  const centre = mean(({ at }) => at);
  const shift = mean((place) => place.shift);
  const squares = mean(({ at }) => (at - centre) ** 2);
  const along = mean((place) => (place.at - centre) * (place.shift - shift));
  const drift = squares === 0 ? 0 : along / squares;
  const isSteady = used.length < FEWEST || all < SHORTEST || Math.abs(drift) * all < STEADY;
  const slope = isSteady ? 0 : drift;
  return { offset: (shift - slope * centre) * SECONDS_PER_WORD, speed: 1 + slope };
}

interface Place {
  readonly at: number;
  readonly shift: number;
  readonly weight: number;
}

/**
 * The shift in fractions of a word: errors grow evenly to both sides of where b truly lies, so those at the words
 * before and after tell how far off it is.
 */
function refined(a: Uint32Array, b: Uint32Array, { start, end, shift }: Laid): number {
  const [before, here, after] = [-1, 0, 1].map((step) => errorRate(a, b, start, end, shift + step));
  if (before === undefined || here === undefined || after === undefined) return shift;
  const rise = Math.max(before, after) - here;
  if (rise <= 0) return shift;
  return shift + Math.max(-0.5, Math.min(0.5, (before - after) / (2 * rise)));
}

/** Differing bits a word; undefined where a does not reach. */
function errorRate(
  a: Uint32Array,
  b: Uint32Array,
  start: number,
  end: number,
  shift: number,
): number | undefined {
  const from = Math.max(start, -shift);
  const to = Math.min(end, b.length, a.length - shift);
  if (to - from < 1) return undefined;
  let errors = 0;
  for (let i = from; i < to; i++) errors += bitCount(((a[i + shift] as number) ^ (b[i] as number)) >>> 0);
  return errors / (to - from);
}
