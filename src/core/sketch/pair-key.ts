import { tellingWords } from './telling.ts';

/** Words between the two that make one key: some 2 s. */
const PAIR_DISTANCE = 16;

/** The steadiest bits of a word, measured between copies of the same recordings. */
const STEADY = [27, 29, 31, 21, 26, 19, 3, 15, 11, 2, 28, 23, 1, 30, 25, 9];
/** Bits of a key that are of one word, the steadiest lowest. */
export const KEY_BITS = STEADY.length;

/** The steady bits that each value of a word's byte from bit `low` on contributes. */
const steadyOfByte = (low: number): Uint16Array =>
  Uint16Array.from({ length: 256 }, (_, value) =>
    STEADY.reduce((bits, bit, i) => {
      const inByte = bit >= low && bit < low + 8;
      return inByte && (value >> (bit - low)) & 1 ? bits | (1 << i) : bits;
    }, 0),
  );
const STEADY_OF_BYTES = [steadyOfByte(0), steadyOfByte(8), steadyOfByte(16), steadyOfByte(24)] as const;

function steadyBits(word: number): number {
  const [a, b, c, d] = STEADY_OF_BYTES;
  return (
    (a[word & 255] as number) |
    (b[(word >>> 8) & 255] as number) |
    (c[(word >>> 16) & 255] as number) |
    (d[word >>> 24] as number)
  );
}

/** The steady bits of each word. */
export const steadyHalves = (words: Uint32Array): Uint32Array => words.map(steadyBits);

/** One key for each position that has a partner PAIR_DISTANCE on. */
export interface PairKeys {
  readonly keys: Uint32Array;
  /** 1 where the key may be used. */
  readonly usable: Uint8Array;
}

/** What is left of the steady bits of both words: the ten steadiest, and 16. */
const COARSE = 0x03ff;
const FINE = 0xffff;

/**
 * Keys of two words each, PAIR_DISTANCE apart; those of silence and standing tones are not usable. Coarse ones outlive
 * more of what happens to a copy, and more recordings share them.
 */
export function pairKeys(words: Uint32Array, grain: 'fine' | 'coarse' = 'fine'): PairKeys {
  const kept = grain === 'fine' ? FINE : COARSE;
  const length = Math.max(0, words.length - PAIR_DISTANCE);
  const telling = tellingWords(words);
  const keys = new Uint32Array(length);
  const usable = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const first = steadyBits(words[i] as number) & kept;
    const second = steadyBits(words[i + PAIR_DISTANCE] as number) & kept;
    keys[i] = ((first << 16) | second) >>> 0;
    usable[i] = (telling[i] as number) & (telling[i + PAIR_DISTANCE] as number);
  }
  return { keys, usable };
}
