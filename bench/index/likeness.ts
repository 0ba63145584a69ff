import { pairKeys } from '#core/sketch/pair-key.ts';
import { indexKeys, lookupKeys } from '#core/sketch/sketch.ts';
import { bitCount } from '#core/sketch/telling.ts';
import { packFingerprint } from '#core/text/codec.ts';

/** How words hang together, and how often two recordings meet in the index. */
export interface Likeness {
  /** Share of bits that differ between neighbouring words, over all bits; the steadiest; the most restless. */
  readonly flips: readonly [mean: number, least: number, most: number];
  /** The same between the two words of a key. */
  readonly flipsInKey: number;
  /** Share of neighbouring words that differ in 0, 1–2, 3–5, 6–10 and more bits. */
  readonly distances: readonly number[];
  readonly bytesPerWord: number;
  /** Different usable keys over words. */
  readonly keysPerWord: number;
  /** Keys that two recordings have in common, on average over all pairs. */
  readonly sharedKeys: number;
  /** Postings that one key of a look-up would meet in a library of a million others. */
  readonly metPerMillion: number;
}

/** Real music: see docs/benchmarks.md for the packages. */
export const MUSIC: Likeness = {
  flips: [0.13, 0.026, 0.309],
  flipsInKey: 0.41,
  distances: [0.015, 0.186, 0.562, 0.235, 0.002],
  bytesPerWord: 2.7,
  keysPerWord: 0.815,
  sharedKeys: 0.016,
  metPerMillion: 4,
};

const bandOf = (distance: number) => [0, 2, 5, 10, 32].findIndex((most) => distance <= most);

export function likenessOf(fingerprints: readonly Uint32Array[]): Likeness {
  const flips = new Float64Array(32);
  const bands = new Float64Array(5);
  const holders = new Map<number, number>();
  const posted = new Map<string, number>();
  let words = 0;
  let inKey = 0;
  let bytes = 0;
  let keys = 0;
  for (const fingerprint of fingerprints) {
    words += fingerprint.length;
    bytes += packFingerprint(fingerprint).length;
    fingerprint.forEach((word, i) => {
      const changed = (word ^ (fingerprint[i - 1] ?? word)) >>> 0;
      const band = bandOf(bitCount(changed));
      bands[band] = (bands[band] ?? 0) + 1;
      for (let bit = 0; bit < 32; bit++) flips[bit] = (flips[bit] ?? 0) + ((changed >>> bit) & 1);
      inKey += bitCount((word ^ (fingerprint[i - 16] ?? word)) >>> 0) / 32;
    });
    const { keys: values, usable } = pairKeys(fingerprint);
    const different = new Set(values.filter((_, i) => usable[i] === 1));
    keys += different.size;
    for (const key of different) holders.set(key, (holders.get(key) ?? 0) + 1);
    for (const { key } of indexKeys(fingerprint)) posted.set(key, (posted.get(key) ?? 0) + 1);
  }
  const pairs = fingerprints.length * (fingerprints.length - 1);
  const shared = [...holders.values()].reduce((sum, count) => sum + count * (count - 1), 0);
  const rates = [...flips].map((count) => count / words);
  return {
    flips: [rates.reduce((a, b) => a + b) / 32, Math.min(...rates), Math.max(...rates)],
    flipsInKey: inKey / words,
    distances: [...bands].map((count) => count / words),
    bytesPerWord: bytes / words,
    keysPerWord: keys / words,
    sharedKeys: shared / pairs,
    metPerMillion: (met(fingerprints, posted) / (fingerprints.length - 1)) * 1e6,
  };
}

/** Postings of others that one key of a look-up meets, on average. */
function met(fingerprints: readonly Uint32Array[], posted: ReadonlyMap<string, number>): number {
  let looked = 0;
  let found = 0;
  for (const fingerprint of fingerprints) {
    const own = new Set(indexKeys(fingerprint).map(({ key }) => key));
    for (const key of lookupKeys(fingerprint).keys()) {
      looked++;
      found += (posted.get(key) ?? 0) - (own.has(key) ? 1 : 0);
    }
  }
  return found / looked;
}
