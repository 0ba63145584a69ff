import { bitCount, tellingWords } from '#core/sketch/telling.ts';
import { likelyStarts, type Start } from './start-offset.ts';

/** Words of b that are aligned together, some 8 s. */
const PIECE = 64;
/** Words by which a piece may lie off where its neighbour points: follows tempo and dropped seconds. */
const FREEDOM = 10;

/** A piece of b, `start` up to `end`, that lies `shift` words later in a. */
export interface Piece {
  readonly start: number;
  readonly end: number;
  readonly shift: number;
  /** Word pairs that tell something: not silence or a standing tone in both. */
  readonly evidence: number;
  /** Differing bits of those pairs. */
  readonly errors: number;
}

/** b laid on a, piece by piece in order; only pieces that overlap a. */
export interface Alignment {
  readonly pieces: readonly Piece[];
  readonly evidence: number;
  readonly errors: number;
}

interface Fingerprints {
  readonly a: Uint32Array;
  readonly b: Uint32Array;
  readonly tellingA: Uint8Array;
  readonly tellingB: Uint8Array;
}

/** Share of differing bits, 0.5 for what has nothing in common, 1 without evidence. */
export function bitErrorRate({ evidence, errors }: { evidence: number; errors: number }): number {
  return evidence === 0 ? 1 : errors / (32 * evidence);
}

/** The alignment of b on a that explains most bits, from the likeliest starts. */
export function align(a: Uint32Array, b: Uint32Array): Alignment {
  const both = { a, b, tellingA: tellingWords(a), tellingB: tellingWords(b) };
  let best: Alignment = { pieces: [], evidence: 0, errors: 0 };
  let explained = Number.NEGATIVE_INFINITY;
  for (const start of likelyStarts(a, b)) {
    const alignment = follow(both, start);
    // Bits explained beyond chance: neither a short lucky overlap nor a long random one wins.
    const gain = 16 * alignment.evidence - alignment.errors;
    if (alignment.pieces.length > 0 && gain > explained) {
      explained = gain;
      best = alignment;
    }
  }
  return best;
}

/** Walks from the start to both ends of b, each piece looking around the shift of the one before. */
function follow(both: Fingerprints, start: Start): Alignment {
  const pieces: Piece[] = [];
  const walk = (from: number, step: number, keep: (piece: Piece) => void) => {
    let shift = start.offset;
    for (let at = from; at > -PIECE && at < both.b.length; at += step) {
      const piece = bestShift(both, Math.max(0, at), Math.min(both.b.length, at + PIECE), shift);
      if (piece === undefined) continue;
      shift = piece.shift;
      keep(piece);
    }
  };
  walk(start.position, PIECE, (piece) => pieces.push(piece));
  walk(start.position - PIECE, -PIECE, (piece) => pieces.unshift(piece));
  let evidence = 0;
  let errors = 0;
  for (const piece of pieces) {
    evidence += piece.evidence;
    errors += piece.errors;
  }
  return { pieces, evidence, errors };
}

/** The piece at the shift with fewest errors near `expected`; undefined where it does not touch a. */
function bestShift(both: Fingerprints, start: number, end: number, expected: number): Piece | undefined {
  let best: Piece | undefined;
  // From the middle outwards, so that among equals the nearest wins. A short rest has too little to choose by.
  const freedom = end - start < PIECE / 2 ? 1 : FREEDOM;
  for (let i = 0; i <= 2 * freedom; i++) {
    const shift = expected + (i % 2 === 0 ? i / 2 : -(i + 1) / 2);
    const piece = measure(both, start, end, shift);
    if (piece === undefined) continue;
    if (best === undefined || bitErrorRate(piece) < bitErrorRate(best)) best = piece;
    // A piece that hangs over a's end is not moved off it for the sake of fewer words.
    if (i === 0 && piece.end - piece.start < PIECE / 2) return piece;
  }
  return best;
}

function measure(both: Fingerprints, start: number, end: number, shift: number): Piece | undefined {
  const { a, b, tellingA, tellingB } = both;
  const from = Math.max(start, -shift);
  const to = Math.min(end, a.length - shift);
  if (from >= to) return undefined;
  let evidence = 0;
  let errors = 0;
  for (let i = from; i < to; i++) {
    if (((tellingA[i + shift] as number) | (tellingB[i] as number)) === 0) continue;
    evidence++;
    errors += bitCount(((a[i + shift] as number) ^ (b[i] as number)) >>> 0);
  }
  return { start: from, end: to, shift, evidence, errors };
}
