import { randomNumbers } from './random.ts';

/** Share of the bits that change from one word to the next; music's do so about as often. */
const RESTLESS = 0.12;

/** Words that follow one another as those of music do, for recordings too long to be made as sound. */
export function likeMusic(seed: number, length: number): Uint32Array {
  const random = randomNumbers(seed);
  let word = Math.floor(random() * 2 ** 32);
  return Uint32Array.from({ length }, () => {
    word = (word ^ someBits(random, RESTLESS)) >>> 0;
    return word;
  });
}

/** A copy in which a share of all bits is wrong. */
export function withErrors(words: Uint32Array, share: number, seed: number): Uint32Array {
  const random = randomNumbers(seed);
  return words.map((word) => (word ^ someBits(random, share)) >>> 0);
}

function someBits(random: () => number, share: number): number {
  let bits = 0;
  for (let bit = 0; bit < 32; bit++) if (random() < share) bits |= 1 << bit;
  return bits >>> 0;
}
