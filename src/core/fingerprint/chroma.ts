import { FRAME, SAMPLE_RATE } from './hop.ts';

/** Notes of the octave: the columns of the image a fingerprint is made of. */
export const NOTES = 12;

const LOWEST = 28;
const HIGHEST = 3520;

/** First bin listened to, and the one after the last. */
const FIRST_BIN = Math.round((FRAME * LOWEST) / SAMPLE_RATE);
const END_BIN = Math.round((FRAME * HIGHEST) / SAMPLE_RATE);

/** Neighbouring bins of one note of one octave, from `first` up to, not including, `end`. */
interface Stretch {
  readonly note: number;
  readonly first: number;
  readonly end: number;
}

const STRETCHES: readonly Stretch[] = (() => {
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

/**
 * The energy of each note in a spectrum, as it is when the sound is played `speed` times as fast: every frequency is
 * that much higher. A bin's power is taken as spread evenly from half-way to the bin before to half-way to the next.
 */
export class Chroma {
  private readonly notes = Uint8Array.from(STRETCHES, ({ note }) => note);
  /** Where in the sums each stretch begins, the last one's end after them: an index, and how far towards the next. */
  private readonly below: Uint16Array;
  private readonly beyond: Float64Array;

  constructor(speed: number) {
    const edges = [...STRETCHES.map(({ first }) => first), END_BIN].map((bin) => (bin - 0.5) / speed + 0.5);
    this.below = Uint16Array.from(edges, Math.floor);
    this.beyond = Float64Array.from(edges, (edge) => edge - Math.floor(edge));
  }

  /** `sums`: at each bin the power of all below it; writes the energies into `out` (NOTES long). */
  fold(sums: Float64Array, out: Float64Array): void {
    out.fill(0);
    let before = 0;
    for (let i = 0; i < this.below.length; i++) {
      const at = this.below[i] as number;
      const low = sums[at] as number;
      const sum = low + (this.beyond[i] as number) * ((sums[at + 1] as number) - low);
      if (i > 0) {
        const note = this.notes[i - 1] as number;
        out[note] = (out[note] as number) + sum - before;
      }
      before = sum;
    }
  }
}
