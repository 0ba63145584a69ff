import { mix } from './mix.ts';
import { KEY_BITS, type PairKeys, pairKeys, steadyHalves } from './pair-key.ts';

/** Keys a recording stands under in the index, and those a query looks up; of very short ones half as many more. */
const INDEXED = 100;
const LOOKED_UP = 240;

/**
 * Of the keys of a longer recording so many lie in the middle of its longest stretches without any: else one in ten
 * samples of 10 s would meet none.
 */
const IN_GAPS = 15;

/**
 * Below this many words (37 s) half of the keys are coarse: an equaliser may leave no other. Longer recordings have
 * steadier places to choose from, and there would be too many of them under a coarse key.
 */
const SHORT = 300;
/** Below this many (25 s) single words are keys too: there are too few pairs to survive a re-encoding. */
const VERY_SHORT = 200;
/**
 * A recording is a standing sound when less than this share of its pairs of words tells something: an encoder may wake
 * some, so of a query half of them, and silence around music makes no entry one.
 */
const STANDING_BELOW = { entry: 0.2, query: 0.5 };
/** Bits of a standing sound's key that a query tries otherwise. */
const UNSURE = 8;
/** Below this many (8 s) half of a single word will do, since an equaliser leaves no whole one. */
const TINY = 45;

/**
 * Key kinds by first letter: a pair of words, the same coarser, a single word, half of it, what a standing sound has in
 * most of its words, a whole fingerprint.
 */
const PAIR = 'p';
const COARSE = 'c';
const SINGLE = 's';
const HALF = 'h';
const STANDING = 't';
const WHOLE = 'w';

const hex = (value: number) => value.toString(16).padStart(8, '0');

/** Whether one hit of this key alone is enough to look at the entry. */
export function isWholeKey(key: string): boolean {
  return key.startsWith(WHOLE) || key.startsWith(STANDING);
}

/** Whether this is one of the keys that only short recordings have and that many share. */
export function isCoarseKey(key: string): boolean {
  return key.startsWith(COARSE) || key.startsWith(HALF);
}

/**
 * Adds as keys of a kind the `count` usable values with the smallest scrambled value, so that two copies choose mostly
 * the same.
 */
function choose(
  chosen: Map<string, number[]>,
  kind: string,
  { keys: values, usable }: { keys: Uint32Array; usable?: Uint8Array },
  count: number,
): void {
  const isUsable = (position: number) => usable === undefined || usable[position] === 1;
  const scrambled = values.map(mix);
  const sorted = scrambled.filter((_, position) => isUsable(position)).sort();
  let limit = -1;
  for (let i = 0, distinct = 0; i < sorted.length && distinct < count; i++) {
    if (sorted[i] === limit) continue;
    limit = sorted[i] as number;
    distinct++;
  }
  for (let position = 0; position < values.length; position++) {
    if ((scrambled[position] as number) > limit || !isUsable(position)) continue;
    const key = kind + hex(values[position] as number);
    const known = chosen.get(key);
    if (known === undefined) chosen.set(key, [position]);
    else known.push(position);
  }
}

/** Adds keys of pairs, each that with the smallest scrambled value where the chosen ones lie furthest apart. */
function fillGaps(chosen: Map<string, number[]>, { keys, usable }: PairKeys, count: number): void {
  const taken = [...new Set([-1, ...[...chosen.values()].flat(), keys.length])].sort((a, b) => a - b);
  const gaps = taken.slice(1).map((end, i) => ({ start: (taken[i] as number) + 1, end }));
  // A day of a loop has hundreds of thousands of gaps in which there is nothing to choose: tries are counted.
  for (let tries = 0; tries < count; tries++) {
    const longest = gaps.reduce((most, gap) => (gap.end - gap.start > most.end - most.start ? gap : most));
    const { start, end } = longest;
    let best: number | undefined;
    for (let at = start; at < end; at++) {
      if (usable[at] === 0) continue;
      if (best === undefined || mix(keys[at] as number) < mix(keys[best] as number)) best = at;
    }
    longest.end = best ?? start;
    if (best === undefined) continue;
    chosen.set(PAIR + hex(keys[best] as number), [best]);
    gaps.push({ start: best + 1, end });
  }
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

function sketch(words: Uint32Array, most: number): Map<string, number[]> {
  const isShort = words.length < SHORT;
  const count = isShort ? most / 2 : most;
  const chosen = new Map<string, number[]>();
  const pairs = pairKeys(words, 'fine');
  if (isShort || most !== INDEXED) choose(chosen, PAIR, pairs, count);
  else {
    choose(chosen, PAIR, pairs, count - IN_GAPS);
    fillGaps(chosen, pairs, IN_GAPS);
  }
  const standing = pairs.keys.length > 0 && chosen.size === 0;
  if (isShort && !standing) choose(chosen, COARSE, pairKeys(words, 'coarse'), count);
  if (words.length < VERY_SHORT && !standing) choose(chosen, SINGLE, { keys: words }, count);
  if (words.length < TINY && !standing) choose(chosen, HALF, { keys: steadyHalves(words) }, count);
  if (chosen.size < 2) chosen.set(wholeKey(words), [0]);
  const below = most === INDEXED ? STANDING_BELOW.entry : STANDING_BELOW.query;
  if (pairs.usable.reduce((sum, one) => sum + one, 0) < below * pairs.keys.length)
    for (const value of standingValues(words, most)) chosen.set(STANDING + hex(value), [0]);
  return chosen;
}

/**
 * Of a sound whose words tell nothing: its steady bits as most of its words have them, which its re-encodings share, and
 * for a query also as they would be with one of those another that are nearest to even.
 */
function standingValues(words: Uint32Array, most: number): number[] {
  const halves = steadyHalves(words);
  const shares = Array.from({ length: KEY_BITS }, (_, bit) => {
    const set = halves.reduce((sum, half) => sum + ((half >>> bit) & 1), 0);
    return set / words.length;
  });
  const value = shares.reduce((bits, share, bit) => (share > 0.5 ? bits | (1 << bit) : bits), 0);
  if (most === INDEXED) return [value];
  const unsure = [...shares.keys()].sort(
    (x, y) => Math.abs((shares[x] ?? 0) - 0.5) - Math.abs((shares[y] ?? 0) - 0.5),
  );
  return [value, ...unsure.slice(0, UNSURE).map((bit) => value ^ (1 << bit))];
}

/** The keys (at most 12 characters) a recording stands under in the index, each with its first position. */
export function indexKeys(words: Uint32Array): { key: string; position: number }[] {
  return [...sketch(words, INDEXED)].map(([key, positions]) => ({ key, position: positions[0] ?? 0 }));
}

/** The keys to look a recording up by, each with all positions (in words) at which it occurs in the query. */
export function lookupKeys(words: Uint32Array, count = LOOKED_UP): Map<string, number[]> {
  return sketch(words, count);
}

/**
 * The keys to find by what a stretch was cut out of, at most `most` of them: those it has, then those it would have if
 * one bit were another, the least steady bits first. Few of the indexed keys of something long lie within a stretch,
 * and where it was cut half-way between two words a bit of one word in three is another.
 */
export function stretchKeys(words: Uint32Array, most: number): Map<string, number[]> {
  const query = lookupKeys(words, most);
  const { keys, usable } = pairKeys(words);
  for (let bit = KEY_BITS - 1; bit >= 0; bit--) {
    for (const half of [0, KEY_BITS]) {
      for (let position = 0; position < keys.length; position++) {
        if (query.size >= most) return query;
        if (usable[position] === 0) continue;
        const key = PAIR + hex(((keys[position] as number) ^ (1 << (bit + half))) >>> 0);
        const known = query.get(key);
        if (known === undefined) query.set(key, [position]);
        else if (!known.includes(position)) known.push(position);
      }
    }
  }
  return query;
}
