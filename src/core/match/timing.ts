import { SECONDS_PER_WORD } from '#core/fingerprint/hop.ts';
import { type Alignment, bitErrorRate, type Piece } from './align.ts';

/** Pieces above this error rate lie where chance put them and say nothing about the tempo. */
const TRUSTED = 0.33;
/** A slope from fewer pieces (half a minute) is mostly rounding. */
const FEWEST = 4;

/**
 * The straight line through where the trusted pieces lie: `offset` in seconds of b's start after a's, and
 * `speed`, b's over a's.
 */
export function timing({ pieces }: Alignment): { offset: number; speed: number } {
  const trusted = pieces.filter((piece) => bitErrorRate(piece) <= TRUSTED);
  const used = trusted.length > 0 ? trusted : pieces;
  if (used.length === 0) return { offset: 0, speed: 1 };
  const slope = used.length < FEWEST ? 0 : shiftSlope(used);
  const centre = mean(used.map(middle));
  const shift = mean(used.map((piece) => piece.shift));
  return { offset: (shift - slope * centre) * SECONDS_PER_WORD, speed: 1 + slope };
}

const middle = (piece: Piece) => (piece.start + piece.end) / 2;
const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** Words of shift gained for each word of b, by least squares. */
function shiftSlope(pieces: readonly Piece[]): number {
  const centre = mean(pieces.map(middle));
  const shift = mean(pieces.map((piece) => piece.shift));
  let along = 0;
  let squares = 0;
  for (const piece of pieces) {
    along += (middle(piece) - centre) * (piece.shift - shift);
    squares += (middle(piece) - centre) ** 2;
  }
  return squares === 0 ? 0 : along / squares;
}
