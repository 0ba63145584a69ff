/** Subbands decoded: those below 5.5 kHz at 44.1 kHz, all that a fingerprint hears. */
export const SUBBANDS = 8;
/** Spectral lines in a subband. */
export const LINES = 18;
/** Lines read: SUBBANDS, and on to the end of the short band that begins in them. */
export const LIMIT = 160;

/** Where the scale factor bands of long blocks begin, by sample rate. Source: ISO 11172-3, table B.8. */
export const LONG_BANDS: Record<number, readonly number[]> = {
  44100: [0, 4, 8, 12, 16, 20, 24, 30, 36, 44, 52, 62, 74, 90, 110, 134, 162, 196, 238, 288, 342, 418, 576],
  48000: [0, 4, 8, 12, 16, 20, 24, 30, 36, 42, 50, 60, 72, 88, 106, 128, 156, 190, 230, 276, 330, 384, 576],
};

/** The same for each window of short blocks. */
export const SHORT_BANDS: Record<number, readonly number[]> = {
  44100: [0, 4, 8, 12, 16, 22, 30, 40, 52, 66, 84, 106, 136, 192],
  48000: [0, 4, 8, 12, 16, 22, 28, 38, 50, 64, 80, 100, 126, 192],
};
