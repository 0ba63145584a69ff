import { mix } from './mix.ts';
import { pairKeys } from './pair-key.ts';

/** Keys an entry stands under in the index, and how many more a query looks up. */
const INDEXED = 100;
const LOOKED_UP = 240;
/**
 * Keys looked up of each other speed: what is read for a new recording has a budget, and of copies at another speed
 * 80 keys found no fewer than 240 (docs/benchmarks.md).
 */
export const LOOKED_UP_AT_OTHER_SPEED = 120;

/** Below this many words (11 s) single words are keys too: there are too few pairs to survive a re-encoding. */
const SHORT = 72;

/** Key kinds by first letter: a pair of words, a single word of a short recording, a whole fingerprint. */
const PAIR = 'p';
const SINGLE = 's';
const WHOLE = 'w';

const hex = (value: number) => value.toString(16).padStart(8, '0');

/** Whether one hit of this key alone is enough to look at the entry. */
export function isWholeKey(key: string): boolean {
  return key.startsWith(WHOLE);
}

/** The `count` usable values with the smallest scrambled value, so that two copies choose mostly the same. */
function smallest(
  values: Uint32Array,
  usable: (position: number) => boolean,
  count: number,
): Map<number, number[]> {
  const scrambled = values.map(mix);
  const sorted = scrambled.filter((_, position) => usable(position)).sort();
  let limit = -1;
  for (let i = 0, distinct = 0; i < sorted.length && distinct < count; i++) {
    if (sorted[i] === limit) continue;
    limit = sorted[i] as number;
    distinct++;
  }
  const positions = new Map<number, number[]>();
  for (let position = 0; position < values.length; position++) {
    if ((scrambled[position] as number) > limit || !usable(position)) continue;
    const value = values[position] as number;
    const known = positions.get(value);
    if (known === undefined) positions.set(value, [position]);
    else known.push(position);
  }
  return positions;
}

/** The key of a recording that has nothing but silence or standing tones: found again only by its equal. */
function wholeKey(words: Uint32Array): string {
  let a = words.length;
  let b = 0x9e3779b9;
  for (const word of words) {
    a = mix(a ^ word);
    b = mix((b + word) >>> 0) ^ a;
  }
  return `${WHOLE}${hex(a)}${hex(b >>> 0).slice(0, 3)}`;
}

function sketch(words: Uint32Array, count: number): Map<string, number[]> {
  const { keys, usable } = pairKeys(words);
  const chosen = new Map<string, number[]>();
  for (const [key, positions] of smallest(keys, (i) => usable[i] === 1, count)) {
    chosen.set(PAIR + hex(key), positions);
  }
  const standing = keys.length > 0 && chosen.size === 0;
  if (words.length < SHORT && !standing) {
    for (const [word, positions] of smallest(words, () => true, count)) {
      chosen.set(SINGLE + hex(word), positions);
    }
  }
  if (chosen.size < 2) chosen.set(wholeKey(words), [0]);
  return chosen;
}

/** The keys (at most 12 characters) a recording stands under in the index, each with its first position. */
export function indexKeys(words: Uint32Array): { key: string; position: number }[] {
  return [...sketch(words, INDEXED)].map(([key, positions]) => ({ key, position: positions[0] ?? 0 }));
}

/** The keys to look a recording up by, each with all positions (in words) at which it occurs in the query. */
export function lookupKeys(words: Uint32Array, count = LOOKED_UP): Map<string, number[]> {
  return sketch(words, count);
}
