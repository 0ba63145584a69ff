import { randomNumbers } from '../../test/sound/random.ts';

/** Share of words in which each bit, the lowest first, differs from the original's: 14 tracks, two minutes each. */
const EQUALISER = [
  0.115, 0.078, 0.114, 0.09, 0.137, 0.076, 0.102, 0.068, 0.1, 0.079, 0.135, 0.092, 0.118, 0.077, 0.12, 0.069,
  0.147, 0.085, 0.142, 0.111, 0.11, 0.054, 0.1, 0.074, 0.114, 0.068, 0.072, 0.049, 0.082, 0.086, 0.15, 0.074,
];
const MP3_64 = [
  0.031, 0.024, 0.011, 0.01, 0.078, 0.05, 0.031, 0.024, 0.036, 0.03, 0.046, 0.026, 0.082, 0.054, 0.033, 0.021,
  0.077, 0.044, 0.012, 0.01, 0.02, 0.01, 0.04, 0.034, 0.04, 0.024, 0.011, 0.005, 0.01, 0.006, 0.011, 0.005,
];
/** How often a bit that differs still does in the next word. */
const PERSISTENCE = { equaliser: 0.44, mp3: 0.04 };

export interface Variant {
  readonly name: string;
  readonly of: (words: Uint32Array, seed: number) => Uint32Array;
}

/** Words of so many seconds. */
const seconds = (count: number) => Math.round(count / 0.1238);

export const variants: readonly Variant[] = [
  { name: 'mp3 64', of: (words, seed) => flipped(words, MP3_64, PERSISTENCE.mp3, seed) },
  { name: '15 s cut from the start', of: (words) => words.slice(seconds(15)) },
  {
    name: 'mp3 64, 15 s cut from either end',
    of: (words, seed) => flipped(words.slice(seconds(15), -seconds(15)), MP3_64, PERSISTENCE.mp3, seed),
  },
  {
    name: 'equaliser ±6 dB',
    of: (words, seed) => flipped(words, EQUALISER, PERSISTENCE.equaliser, seed),
  },
];

/** Flips each bit at its own rate, in runs as long as the measured ones. */
function flipped(
  words: Uint32Array,
  rates: readonly number[],
  persistence: number,
  seed: number,
): Uint32Array {
  const random = randomNumbers(seed);
  let differing = 0;
  return words.map((word) => {
    let flips = 0;
    rates.forEach((rate, bit) => {
      const begin = (rate * (1 - persistence)) / (1 - rate);
      const chance = (differing >>> bit) & 1 ? persistence : begin;
      if (random() < chance) flips |= 1 << bit;
    });
    differing = flips;
    return (word ^ flips) >>> 0;
  });
}
