import { FRAME, SAMPLE_RATE } from './hop.ts';

/** Notes of the octave: the columns of the image a fingerprint is made of. */
export const NOTES = 12;

const LOWEST = 28;
const HIGHEST = 3520;

/** First bin listened to, and the one after the last. */
export const FIRST_BIN = Math.round((FRAME * LOWEST) / SAMPLE_RATE);
export const END_BIN = Math.round((FRAME * HIGHEST) / SAMPLE_RATE);

const NOTE_OF_BIN = Uint8Array.from({ length: END_BIN }, (_, bin) => {
  if (bin < FIRST_BIN) return 0;
  const octave = Math.log2((bin * SAMPLE_RATE) / FRAME / 27.5);
  return Math.floor(NOTES * (octave - Math.floor(octave)));
});

/** Sums the power of the bins of each note, each bin times its weight, into `out` (NOTES long). */
export function foldIntoNotes(power: Float32Array, weights: Float64Array, out: Float64Array): void {
  out.fill(0);
  for (let bin = FIRST_BIN; bin < END_BIN; bin++) {
    const note = NOTE_OF_BIN[bin] as number;
    out[note] = (out[note] as number) + (power[bin] as number) * (weights[bin] as number);
  }
}
