/** Bits in which two neighbours of a standing sound may differ. */
const STILL_BITS = 2;
/** Words of standing sound, some 2 s, from which on they tell nothing about which recording it is. */
const STILL_RUN = 16;

/** Number of set bits. */
export function bitCount(word: number): number {
  let w = word - ((word >>> 1) & 0x55555555);
  w = (w & 0x33333333) + ((w >>> 2) & 0x33333333);
  return (((w + (w >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

/** Words (3 s), and share of all, below which those that tell something among many that do not tell nothing either. */
const FEW = 24;
const FEW_SHARE = 0.2;

/** Whether so many words that tell something among so many are no evidence: the strokes of a bell, a beep's beginning. */
export const isNoEvidence = (telling: number, all: number): boolean =>
  telling === 0 || (telling < FEW && telling < FEW_SHARE * all);

/** Whether the words tell which recording it is. */
export function hasEvidence(words: Uint32Array): boolean {
  const telling = tellingWords(words).reduce((sum, one) => sum + one, 0);
  return !isNoEvidence(telling, words.length);
}

/**
 * For each word 1 if it tells something, 0 if it is part of a long run of words alike: silence, a test tone,
 * a steady hum. Those sound the same in recordings that have nothing else in common.
 */
export function tellingWords(words: Uint32Array): Uint8Array {
  const telling = new Uint8Array(words.length).fill(1);
  let start = 0;
  for (let i = 1; i <= words.length; i++) {
    const still =
      i < words.length && bitCount(((words[i] as number) ^ (words[start] as number)) >>> 0) <= STILL_BITS;
    if (still) continue;
    if (i - start >= STILL_RUN) telling.fill(0, start, i);
    start = i;
  }
  return telling;
}
