import { sameContour } from '#core/fingerprint/contour.ts';
import { SECONDS_PER_WORD, secondsHeard } from '#core/fingerprint/hop.ts';
import { bitCount, hasEvidence, isNoEvidence, tellingWords } from '#core/sketch/telling.ts';
import { type Alignment, align, bitErrorRate } from './align.ts';
import { backgroundErrorRate } from './background.ts';
import type { Stretch } from './growing.ts';
import { isHalfAlike } from './half-alike.ts';
import { isLaidOver } from './laid-over.ts';
import { type Relation, relationOf, secondsShared } from './relation.ts';
import { piecesOf, sharedStretches } from './stretches.ts';
import { timing } from './timing.ts';

/** Two recordings laid on one another: the entry (a) and the member or query (b). */
export interface Match {
  /** 1 equal, 0 nothing in common: 1 − 2 · bit error rate over all they overlap. */
  readonly similarity: number;
  /** Seconds by which b starts after a; negative: before. */
  readonly offset: number;
  /** Seconds that both sound once aligned. */
  readonly overlap: number;
  /** b's speed over a's. */
  readonly speed: number;
  /** Whether they are the same recording. */
  readonly duplicate: boolean;
  /** How b lies to a; `same` of duplicates, null where they share nothing to speak of. */
  readonly relation: Relation;
}

// Every threshold of the decision stands here. They were tuned on 14 tracks of wesnoth-1.16-music among its 41, by
// hand; how far they have been tested on other music is told in docs/benchmarks.md.

/**
 * Bit error rate up to which what overlaps is the same sound. Equalised copies reach 0.19, those at another speed 0.217
 * (docs/benchmarks.md), strangers begin at 0.29.
 */
export const SAME = 0.22;
/** The same for recordings with less evidence than SCARCE words (3 s): a few words agree by chance sooner. */
const SAME_SCARCE = 0.12;
const SCARCE = 24;
/** The same where the words of one tell nothing: a bell that dies away and a row of beeps agree in all that stands. */
const SAME_STANDING = 0.05;
/** Share of the background's error rate that it must stay below, so that two recordings of rain stay two. */
const CONTRAST = 0.6;
/** A piece above this is another sound; a copy has few such, a track with a shared loop many. */
const STRANGE = 0.33;
const STRANGE_SHARE = 0.15;
/** Seconds that may be cut from either end: the contract's 15 and a frame's worth of slack. */
const CUT = 16.5;
/** Share of the longer one that may be missing besides, where a tempo is followed only roughly to the last word. */
const STRETCH = 0.004;
/** Share of the longer one that must overlap, whatever was cut: 15 s may be taken from one of 26 s. */
const COVERED = 0.4;

/** Seconds by which counted words may be wrong about an overlap: pieces of another tempo lose some at both ends. */
const ROUNDED = 1;
/** Words of sound after the last whole one, on average. */
const REST = 0.5;

/**
 * Seconds from which on it counts when each has what the other lacks, one its start and one its end: copies of a third may
 * be cut so, but parts of looping music are. Then fewer bits may differ, and no more may be missing so than this.
 */
const SLID = 3;
const SLID_SAME = 0.1;
const SLID_MOST = 10;
/** Share of the longer one's words that may be missing so: of a few seconds an end and a beginning may be one chord. */
const SLID_SHARE = 0.5;

/** Why two are not the same recording. */
export type Difference =
  | 'nothing in common'
  | 'other sound'
  | 'alike anywhere'
  | 'partly other sound'
  | 'too little in common'
  | 'more before it'
  | 'more after it'
  | 'more before one, after the other';

/** A comparison with what it rests on. */
export interface Explanation {
  readonly match: Match;
  readonly alignment: Alignment;
  /** Of duplicates none. */
  readonly difference: Difference | undefined;
}

/** What there is beside the words of each, where they tell nothing. */
export type Contours = readonly [a: Uint8Array | undefined, b: Uint8Array | undefined];

/** Compares two whole fingerprints, a = the entry, b = the member or query, and decides. */
export function compare(a: Uint32Array, b: Uint32Array, contours?: Contours): Match {
  if (contours?.[0] && contours[1]) return explain(a, b, contours).match;
  return equal(a, b) ? itself(a) : explain(a, b).match;
}

/** The same, and why. */
export function explain(
  a: Uint32Array,
  b: Uint32Array,
  [ofA, ofB]: Contours = [undefined, undefined],
): Explanation {
  const explained = explainWords(a, b);
  // Words may differ between two encodings of a sound whose words tell nothing, but not many bits of them.
  if (!ofA || !ofB || differingAtStart(a, b) > SAME) return explained;
  if (sameContour(ofA, ofB)) return { ...explained, match: itself(a), difference: undefined };
  const match = { ...explained.match, similarity: 0, duplicate: false, relation: null };
  return { ...explained, match, difference: 'nothing in common' };
}

/** Share of bits that differ, both from the beginning. */
function differingAtStart(a: Uint32Array, b: Uint32Array): number {
  const length = Math.min(a.length, b.length);
  let errors = 0;
  for (let i = 0; i < length; i++) errors += bitCount(((a[i] as number) ^ (b[i] as number)) >>> 0);
  return errors / (32 * Math.max(1, length));
}

function explainWords(a: Uint32Array, b: Uint32Array): Explanation {
  const alignment = align(a, b);
  // What is nothing but silence or a standing tone has no evidence, but is its own equal.
  if (equal(a, b) && a.length > 0) return { match: itself(a), alignment, difference: undefined };
  const difference = otherSound(a, b, alignment) ?? otherExtent(a, b, alignment);
  const match =
    difference === undefined ? sameMatch(a, b, alignment) : relatedMatch(a, b, alignment, difference);
  return { match, alignment, difference };
}

function sameMatch(a: Uint32Array, b: Uint32Array, alignment: Alignment): Match {
  return { ...laid(a, b, alignment), duplicate: true, relation: 'same' };
}

/** What two that are not the same have in common; when that is nothing, how they lie all the same. */
function relatedMatch(a: Uint32Array, b: Uint32Array, alignment: Alignment, difference: Difference): Match {
  const stretches = difference === 'nothing in common' ? [] : sharedStretches(a, b);
  const relation = relationOf(a, b, stretches);
  if (relation === null) return { ...laid(a, b, alignment), duplicate: false, relation };
  const { offset } = timing(a, b, piecesOf(stretches.slice(0, 1)));
  const longest = stretches.reduce((most, next) => (length(next) > length(most) ? next : most));
  return {
    similarity: similarity(total(stretches)),
    offset,
    overlap: secondsShared(stretches),
    speed: timing(a, b, piecesOf([longest])).speed,
    duplicate: false,
    relation,
  };
}

const length = ({ start, end }: Stretch) => end - start;
const similarity = (of: { evidence: number; errors: number }) => Math.max(0, 1 - 2 * bitErrorRate(of));
const total = (parts: readonly { evidence: number; errors: number }[]) => ({
  evidence: parts.reduce((sum, { evidence }) => sum + evidence, 0),
  errors: parts.reduce((sum, { errors }) => sum + errors, 0),
});

function laid(a: Uint32Array, b: Uint32Array, alignment: Alignment) {
  const words = alignment.pieces.reduce((sum, piece) => sum + piece.end - piece.start, 0);
  const timed = timing(a, b, alignment.pieces);
  const counted = secondsHeard(words);
  const straight = straightOverlap(a, b, timed);
  // Where the pieces lie on one line that tells to parts of a word what they tell in whole words, at both ends.
  const overlap = Math.abs(straight - counted) <= ROUNDED ? straight : counted;
  return { similarity: similarity(alignment), ...timed, overlap };
}

/** Seconds of b from where both sound until one ends, when b runs through a at one speed. */
function straightOverlap(
  a: Uint32Array,
  b: Uint32Array,
  { offset, speed }: { offset: number; speed: number },
): number {
  const from = Math.max(0, -offset / speed);
  const lengthOf = (words: Uint32Array) => secondsHeard(words.length + REST);
  const to = Math.min(lengthOf(b), (lengthOf(a) - offset) / speed);
  return Math.max(0, to - from);
}

function itself(a: Uint32Array): Match {
  const overlap = secondsHeard(a.length);
  const isSomething = a.length > 0;
  const relation = isSomething ? 'same' : null;
  return { similarity: 1, offset: 0, overlap, speed: 1, duplicate: isSomething, relation };
}

function equal(a: Uint32Array, b: Uint32Array): boolean {
  return a.length === b.length && a.every((word, i) => word === b[i]);
}

function otherSound(a: Uint32Array, b: Uint32Array, alignment: Alignment): Difference | undefined {
  const overlap = alignment.pieces.reduce((sum, { start, end }) => sum + end - start, 0);
  if (isNoEvidence(alignment.evidence, overlap)) return 'nothing in common';
  const rate = bitErrorRate(alignment);
  const limit = alignment.evidence < SCARCE ? SAME_SCARCE : SAME;
  if (rate > limit) return 'other sound';
  if (rate > SAME_STANDING && !(hasEvidence(a) && hasEvidence(b))) return 'nothing in common';
  if (rate > CONTRAST * backgroundErrorRate(a, b, alignment)) return 'alike anywhere';
  if (isHalfAlike(a, b, alignment) || isLaidOver(alignment)) return 'partly other sound';
  let strange = 0;
  for (const piece of alignment.pieces) if (bitErrorRate(piece) > STRANGE) strange += piece.evidence;
  return strange > STRANGE_SHARE * alignment.evidence ? 'partly other sound' : undefined;
}

/** Whether more is missing than a copy may lack. Silence or a standing tone that is missing does not count. */
function otherExtent(a: Uint32Array, b: Uint32Array, alignment: Alignment): Difference | undefined {
  const { pieces } = alignment;
  const first = pieces[0];
  const last = pieces[pieces.length - 1];
  if (first === undefined || last === undefined) return 'nothing in common';
  const tellingA = tellingWords(a);
  const tellingB = tellingWords(b);
  const longer = Math.max(count(tellingA), count(tellingB));
  const covered = Math.min(
    count(tellingA, first.start + first.shift, last.end + last.shift),
    count(tellingB, first.start, last.end),
  );
  const beforeIn = { a: count(tellingA, 0, first.start + first.shift), b: count(tellingB, 0, first.start) };
  const afterIn = { a: count(tellingA, last.end + last.shift), b: count(tellingB, last.end) };
  const before = beforeIn.a + beforeIn.b;
  const after = afterIn.a + afterIn.b;
  const allowed = CUT / SECONDS_PER_WORD + STRETCH * longer;
  if (before > allowed) return 'more before it';
  if (after > allowed) return 'more after it';
  const slid = Math.max(Math.min(beforeIn.a, afterIn.b), Math.min(beforeIn.b, afterIn.a));
  const seconds = slid * SECONDS_PER_WORD;
  const isWorse = seconds > SLID && bitErrorRate(alignment) > SLID_SAME;
  if (isWorse || seconds > SLID_MOST || slid > SLID_SHARE * longer) return 'more before one, after the other';
  return secondsHeard(covered) < COVERED * secondsHeard(longer) ? 'too little in common' : undefined;
}

function count(telling: Uint8Array, from = 0, to = telling.length): number {
  let sum = 0;
  for (let i = Math.max(0, from); i < Math.min(to, telling.length); i++) sum += telling[i] as number;
  return sum;
}
