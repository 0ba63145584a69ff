import { EQUALISERS } from '#core/fingerprint/equalisers.ts';
import { BETWEEN, type Hearing, SPEEDS } from '#core/fingerprint/hearings.ts';
import { compare, type Match } from '#core/match/decide.ts';
import { decodeFingerprint, UnusableFingerprint } from '#core/text/codec.ts';
import { Invalid } from '#domain/errors.ts';
import type { Recording } from '#domain/ports/audio.ts';
import type { StoredFingerprint } from '#domain/ports/fingerprints.ts';

/** By how much a hearing may be longer or shorter than the recording: it is played that much slower or faster. */
const OFF = 0.08;
/** And in words, for short ones. */
const WORDS_OFF = 16;

/** As many as audio is heard at besides itself, and of those as many at its own speed. */
const AT_ITS_SPEED = EQUALISERS.length + BETWEEN.length;
export const MOST_HEARINGS = AT_ITS_SPEED + SPEEDS.length;
/** What a speed written down may differ from the one it means. */
const ROUNDING = 1e-6;

/** How a recording sounds at another speed, or at 1 in another way, as a caller tells it: a compressed fingerprint. */
export interface ToldHearing {
  readonly speed: number;
  readonly fingerprint: string;
}

/**
 * A recording with how it sounds at other speeds, as told; one that came as audio was heard at them. Throws Invalid
 * for a speed that is not listened at, one told twice, and what cannot be a hearing of this recording.
 */
export function withHearings(recording: Recording, told: readonly ToldHearing[]): Recording {
  // Not asked for: only then are they made.
  if (told.length === 0 || 'others' in recording) return recording;
  const { length } = recording.words;
  const wrong = (sentence: string) => new Invalid({ hearings: [`The hearings field ${sentence}.`] });
  const others = told.map(({ speed, fingerprint }): Hearing => {
    const words = wordsOf(fingerprint, (message) => wrong(`holds no fingerprint for ${speed}: ${message}`));
    if (!isListenedAt(speed)) throw wrong(`${LISTENED_AT}, not ${speed}`);
    if (Math.abs(words.length - length) > WORDS_OFF + OFF * length)
      throw wrong(`holds at ${speed} another length than the fingerprint has`);
    return { words, speed };
  });
  for (const [speed, all] of Map.groupBy(told, ({ speed }) => speed))
    if (all.length > (speed === 1 ? AT_ITS_SPEED : 1)) throw wrong(`tells the speed ${speed} too often`);
  return { ...recording, others };
}

const isListenedAt = (speed: number) =>
  speed === 1 || SPEEDS.some((known) => Math.abs(known - speed) < ROUNDING);
const LISTENED_AT = `knows speeds of ${Math.min(...SPEEDS).toFixed(3)} to ${Math.max(...SPEEDS).toFixed(3)} in steps of 0.005`;

function wordsOf(fingerprint: string, wrong: (message: string) => Invalid): Uint32Array {
  try {
    return decodeFingerprint(fingerprint);
  } catch (error) {
    throw error instanceof UnusableFingerprint ? wrong(error.message.replace(/\.$/, '')) : error;
  }
}

/** One way in which a recording was heard, played `speed` times as fast. */
export type Heard = Pick<Recording, 'words' | 'contour'> & { readonly speed?: number };

/** How a recording heard in this way lies on an entry: in seconds of the recording itself, not of how it was heard. */
export function matchAs(known: StoredFingerprint, { words, contour, speed = 1 }: Heard): Match {
  const match = compare(known.words, words, [known.contour, contour]);
  return { ...match, overlap: match.overlap * speed, speed: match.speed / speed };
}

/** Similarity from which what two share is so alike as it is that they are of one speed, though they differ elsewhere. */
const CLEAR = 0.7;

/** Whether how it lies as it is needs no hearing it otherwise. */
export const isClear = ({ duplicate, relation, similarity }: Match): boolean =>
  duplicate || (relation !== null && similarity >= CLEAR);

/**
 * Whether how it was heard otherwise tells more than how it is: at another speed a jingle and what follows it differ
 * alike, so what is clear stays, unless all of it is more alike then than what they share as it is: with its bass undone.
 */
export const overrules = (otherwise: Match, match: Match): boolean =>
  !match.duplicate && (!isClear(match) || (otherwise.duplicate && otherwise.similarity > match.similarity));

/** How it lies there by those of its hearings that fit best; undefined without any. */
export function bestMatch(known: StoredFingerprint, hearings: readonly Heard[]): Match | undefined {
  return hearings.map((heard) => matchAs(known, heard)).sort(better)[0];
}

/** How a recording lies on an entry: as it is, or else as it fits best when it is heard otherwise. */
export function matchOf(known: StoredFingerprint, recording: Recording): Match {
  const match = matchAs(known, recording);
  if (match.duplicate) return match;
  const otherwise = bestMatch(known, recording.others ?? []);
  return otherwise && overrules(otherwise, match) && better(otherwise, match) < 0 ? otherwise : match;
}

const better = (a: Match, b: Match) =>
  Number(b.duplicate) - Number(a.duplicate) || b.similarity - a.similarity;
