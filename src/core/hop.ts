/** Hertz at which a fingerprint is computed. */
export const SAMPLE_RATE = 11025;

/** Samples in one analysed frame; a power of two. */
export const FRAME = 4096;

/** Samples from one frame to the next: a third of a frame. */
export const HOP = Math.floor(FRAME / 3);

/** Seconds from one fingerprint word to the next (0.1238). */
export const SECONDS_PER_WORD = HOP / SAMPLE_RATE;

/** Seconds of audio that this many words come from: a word needs 16 smoothed frames, a smoothed frame five. */
export function secondsCovered(words: number): number {
  return words === 0 ? 0 : ((words - 1 + 19) * HOP + FRAME) / SAMPLE_RATE;
}
