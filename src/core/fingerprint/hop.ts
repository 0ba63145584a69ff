/** Hertz at which a fingerprint is computed. */
export const SAMPLE_RATE = 11025;

/** Samples in one analysed frame; a power of two. */
export const FRAME = 4096;

/** Samples from one frame to the next: a third of a frame. */
export const HOP = Math.floor(FRAME / 3);

/** Seconds from one fingerprint word to the next (0.1238). */
export const SECONDS_PER_WORD = HOP / SAMPLE_RATE;

/** Hops that the first word's frames take in addition to its own. */
export const WINDOW_HOPS = 21;

/** Seconds of sound that so many words are heard from: a word looks at 2.7 s. */
export function secondsHeard(words: number): number {
  return words === 0 ? 0 : (words + WINDOW_HOPS) * SECONDS_PER_WORD;
}
