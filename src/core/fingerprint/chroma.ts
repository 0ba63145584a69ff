import { FRAME, SAMPLE_RATE } from './hop.ts';

/** Notes of the octave: the columns of the image a fingerprint is made of. */
export const NOTES = 12;

const LOWEST = 28;
const HIGHEST = 3520;

/** First bin listened to, and the one after the last. */
const FIRST_BIN = Math.round((FRAME * LOWEST) / SAMPLE_RATE);
const END_BIN = Math.round((FRAME * HIGHEST) / SAMPLE_RATE);

/** Neighbouring bins of one note of one octave, from `first` up to, not including, `end`. */
export interface Stretch {
  readonly note: number;
  readonly first: number;
  readonly end: number;
}

export const STRETCHES: readonly Stretch[] = (() => {
  const stretches: Stretch[] = [];
  for (let bin = FIRST_BIN; bin < END_BIN; bin++) {
    const octave = Math.log2((bin * SAMPLE_RATE) / FRAME / 27.5);
    const note = Math.floor(NOTES * (octave - Math.floor(octave)));
    const last = stretches.at(-1);
    if (last?.note === note) stretches[stretches.length - 1] = { ...last, end: bin + 1 };
    else stretches.push({ note, first: bin, end: bin + 1 });
  }
  return stretches;
})();

/** `sums`: at each bin of a spectrum the power of all below it; writes the energy of each note into `out` (NOTES long). */
export function foldIntoNotes(sums: Float64Array, out: Float64Array): void {
  out.fill(0);
  for (const { note, first, end } of STRETCHES)
    out[note] = (out[note] as number) + (sums[end] as number) - (sums[first] as number);
}
