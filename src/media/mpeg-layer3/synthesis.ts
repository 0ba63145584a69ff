import { LINES, SUBBANDS } from './bands.ts';
import { SYNTHESIS_WINDOW } from './window.ts';

/** Samples kept of each 32: every fourth. */
const KEPT = 8;
const SLOTS = 16;
const VECTOR = 2 * KEPT;

/**
 * The polyphase synthesis of the lowest SUBBANDS, giving only every fourth sample: sound of a quarter of the rate.
 * `phase` (0–3) is the first of them that is given.
 */
export class Synthesis {
  private readonly matrix: Float64Array;
  private readonly window: Float64Array;
  private readonly history = new Float64Array(2 * SLOTS * VECTOR);
  private slot = 0;

  constructor(phase: number) {
    // Row m: the matrixing of the standard's V[phase + 4m].
    this.matrix = Float64Array.from({ length: VECTOR * SUBBANDS }, (_, at) => {
      const i = phase + 4 * Math.floor(at / SUBBANDS);
      return Math.cos(((16 + i) * (2 * (at % SUBBANDS) + 1) * Math.PI) / 64);
    });
    // For kept sample n and past vector q: the window's value that meets it.
    this.window = Float64Array.from({ length: KEPT * SLOTS }, (_, at) => {
      const n = Math.floor(at / SLOTS);
      return SYNTHESIS_WINDOW[32 * (at % SLOTS) + phase + 4 * n] as number;
    });
  }

  /** A granule's subband samples (time · SUBBANDS + subband) into `out` from `at`: LINES · KEPT samples. */
  run(samples: Float64Array, out: Float32Array, at: number): void {
    for (let time = 0; time < LINES; time++) {
      this.slot = (this.slot + SLOTS - 1) % SLOTS;
      this.matrixing(samples, time * SUBBANDS);
      this.windowing(out, at + time * KEPT);
    }
  }

  /** Writes the newest vector twice, SLOTS apart, so that the latest SLOTS always lie side by side. */
  private matrixing(samples: Float64Array, from: number): void {
    const matrix = this.matrix;
    const history = this.history;
    const newest = this.slot * VECTOR;
    const s0 = samples[from] as number;
    const s1 = samples[from + 1] as number;
    const s2 = samples[from + 2] as number;
    const s3 = samples[from + 3] as number;
    const s4 = samples[from + 4] as number;
    const s5 = samples[from + 5] as number;
    const s6 = samples[from + 6] as number;
    const s7 = samples[from + 7] as number;
    for (let m = 0, row = 0; m < VECTOR; m++, row += SUBBANDS) {
      const sum =
        (matrix[row] as number) * s0 +
        (matrix[row + 1] as number) * s1 +
        (matrix[row + 2] as number) * s2 +
        (matrix[row + 3] as number) * s3 +
        (matrix[row + 4] as number) * s4 +
        (matrix[row + 5] as number) * s5 +
        (matrix[row + 6] as number) * s6 +
        (matrix[row + 7] as number) * s7;
      history[newest + m] = sum;
      history[newest + SLOTS * VECTOR + m] = sum;
    }
  }

  private windowing(out: Float32Array, at: number): void {
    const window = this.window;
    const history = this.history;
    const newest = this.slot * VECTOR;
    for (let n = 0; n < KEPT; n++) {
      let sum = 0;
      // Odd past vectors are read in their upper half.
      for (let q = 0, w = n * SLOTS, h = newest + n; q < SLOTS; q += 2, w += 2, h += 2 * VECTOR) {
        sum += (window[w] as number) * (history[h] as number);
        sum += (window[w + 1] as number) * (history[h + VECTOR + KEPT] as number);
      }
      out[at + n] = sum;
    }
  }
}
