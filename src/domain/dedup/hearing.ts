import { compare, type Match } from '#core/match/decide.ts';
import type { Recording } from '#domain/ports/audio.ts';

/** How a recording lies on the words of an entry, by those of its hearings that fit best; undefined without any. */
export function bestMatch(words: Uint32Array, hearings: readonly Uint32Array[]): Match | undefined {
  return hearings.map((heard) => compare(words, heard)).sort(better)[0];
}

/** How a recording lies on the words of an entry: as it is, or else as it fits best at another speed. */
export function matchOf(words: Uint32Array, { words: own, others = [] }: Recording): Match {
  const match = compare(words, own);
  if (match.duplicate) return match;
  return bestMatch(words, [own, ...others.map((other) => other.words)]) ?? match;
}

const better = (a: Match, b: Match) =>
  Number(b.duplicate) - Number(a.duplicate) || b.similarity - a.similarity;
