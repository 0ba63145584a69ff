import { type PairKeys, pairKeys } from '#core/sketch/pair-key.ts';

/** A place from which to follow an alignment: b's `position` lies at a's `position + offset`. */
export interface Start {
  readonly offset: number;
  readonly position: number;
}

/** Shared keys looked at, at most: a day of one loop shares billions. */
const MOST_HITS = 300_000;
/** Places of one key looked at, at most. */
const MOST_PLACES = 64;
/** Hits this close in offset count as one alignment: a drift blurs it. */
const BLUR = 3;
const CANDIDATES = 4;
/** Recordings this short may share no key after a re-encoding: all offsets are tried. */
const SHORT = 72;

/** The likeliest alignments of b on a by a histogram of the offsets at which they share keys, best first. */
export function likelyStarts(a: Uint32Array, b: Uint32Array): Start[] {
  const hits = sharedKeys(a, b);
  const histogram = new Uint32Array(a.length + b.length);
  for (const { offset } of hits) histogram[offset + b.length] = (histogram[offset + b.length] as number) + 1;
  const starts: Start[] = [];
  while (starts.length < CANDIDATES) {
    const peak = fullestOffset(histogram);
    if (peak === undefined) break;
    const offset = peak - b.length;
    const near = hits.filter((hit) => Math.abs(hit.offset - offset) <= BLUR).map((hit) => hit.position);
    starts.push({ offset, position: near[near.length >> 1] ?? 0 });
    histogram.fill(0, Math.max(0, peak - 2 * BLUR), peak + 2 * BLUR + 1);
  }
  return starts.concat(alsoPossible(a.length, b.length));
}

/** Where no key leads: both from the beginning, and for short recordings every offset. */
function alsoPossible(a: number, b: number): Start[] {
  const from = a <= SHORT && b <= SHORT ? -b + 1 : 0;
  const to = a <= SHORT && b <= SHORT ? a : 1;
  return Array.from({ length: to - from }, (_, i) => ({ offset: from + i, position: 0 }));
}

/** Every key that both have, with where in b it lies and how far on in a. */
export function sharedKeys(a: Uint32Array, b: Uint32Array): Start[] {
  const ofB = pairKeys(b);
  const most = Math.max(1, Math.min(MOST_PLACES, Math.floor(MOST_HITS / Math.max(1, ofB.keys.length))));
  const places = keyPlaces(pairKeys(a), most);
  const hits: Start[] = [];
  for (let position = 0; position < ofB.keys.length && hits.length < MOST_HITS; position++) {
    if (ofB.usable[position] === 0) continue;
    for (const at of places.get(ofB.keys[position] as number) ?? [])
      hits.push({ offset: at - position, position });
  }
  return hits;
}

function keyPlaces({ keys, usable }: PairKeys, most: number): Map<number, number[]> {
  const places = new Map<number, number[]>();
  for (let position = 0; position < keys.length; position++) {
    if (usable[position] === 0) continue;
    const key = keys[position] as number;
    const known = places.get(key);
    if (known === undefined) places.set(key, [position]);
    else if (known.length < most) known.push(position);
  }
  return places;
}

/** The index with most hits within BLUR of it; undefined when there are none. */
function fullestOffset(histogram: Uint32Array): number | undefined {
  let sum = 0;
  let best = 0;
  let at: number | undefined;
  for (let i = 0; i < histogram.length + BLUR; i++) {
    sum += (histogram[i] ?? 0) - (histogram[i - 2 * BLUR - 1] ?? 0);
    if (sum > best) {
      best = sum;
      at = i - BLUR;
    }
  }
  return at;
}
