import { pairKeys } from './pair-key.ts';

/** A place from which to follow an alignment: b's `position` lies at a's `position + offset`. */
export interface Start {
  readonly offset: number;
  readonly position: number;
}

/** A key that occurs more often than this in a recording (a short loop) says little about where. */
const COMMON = 64;
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

function sharedKeys(a: Uint32Array, b: Uint32Array): Start[] {
  const inA = new Map<number, number[]>();
  const ofA = pairKeys(a);
  ofA.keys.forEach((key, position) => {
    if (ofA.usable[position] === 0) return;
    const known = inA.get(key);
    if (known === undefined) inA.set(key, [position]);
    else if (known.length < COMMON) known.push(position);
  });
  const hits: Start[] = [];
  const ofB = pairKeys(b);
  ofB.keys.forEach((key, position) => {
    if (ofB.usable[position] === 0) return;
    for (const at of inA.get(key) ?? []) hits.push({ offset: at - position, position });
  });
  return hits;
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
