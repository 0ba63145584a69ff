import { SAMPLE_RATE } from './hop.ts';
import { halfLength, lowPass } from './low-pass.ts';

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** A filter for each phase, one after the other. */
function tableOf(rate: number, phases: number): Float64Array {
  const taps = 2 * halfLength(rate);
  const table = new Float64Array(phases * taps);
  for (let p = 0; p < phases; p++) table.set(lowPass(rate, p / phases), p * taps);
  return table;
}

/** All channels of a recording have one rate, and an odd rate's table has up to 120 MB. */
let latest: { readonly rate: number; readonly table: Float64Array } | undefined;

/** One channel from any whole rate to SAMPLE_RATE by an exact fraction, with a filter for each phase. */
export class Polyphase {
  private readonly phases: number;
  private readonly step: number;
  private readonly half: number;
  private readonly table: Float64Array;
  private buffer: Float64Array;
  private held: number;
  private phase = 0;
  private out = new Float32Array(0);

  constructor(rate: number) {
    const divisor = greatestCommonDivisor(rate, SAMPLE_RATE);
    this.phases = SAMPLE_RATE / divisor;
    this.step = rate / divisor;
    this.half = halfLength(rate);
    if (latest?.rate !== rate) latest = { rate, table: tableOf(rate, this.phases) };
    this.table = latest.table;
    this.held = this.half - 1;
    this.buffer = new Float64Array(this.held);
  }

  /** Takes samples; returns those complete at SAMPLE_RATE, valid until the next call. */
  push(input: Float32Array): Float32Array {
    const needed = this.held + input.length;
    if (this.buffer.length < needed) {
      const larger = new Float64Array(needed * 2);
      larger.set(this.buffer.subarray(0, this.held));
      this.buffer = larger;
    }
    this.buffer.set(input, this.held);
    this.held = needed;
    const most = Math.ceil((needed * this.phases) / this.step) + 1;
    if (this.out.length < most) this.out = new Float32Array(most * 2);
    return this.out.subarray(0, this.phases === 1 ? this.decimate(this.out) : this.interpolate(this.out));
  }

  /** The whole-number case: the filter is symmetric, so that samples at equal distance share a multiplication. */
  private decimate(out: Float32Array): number {
    const { half, table, buffer: x, step } = this;
    let centre = half - 1;
    let count = 0;
    for (; centre + half < this.held; centre += step) {
      let sum = (table[half - 1] as number) * (x[centre] as number);
      for (let d = 1; d < half; d++) {
        sum += (table[half - 1 + d] as number) * ((x[centre - d] as number) + (x[centre + d] as number));
      }
      out[count++] = sum;
    }
    this.drop(centre - half + 1);
    return count;
  }

  private interpolate(out: Float32Array): number {
    const { table, buffer: x, phases, step } = this;
    const taps = 2 * this.half;
    const last = this.held - taps;
    let at = 0;
    let count = 0;
    while (at <= last) {
      let sum = 0;
      const row = this.phase * taps;
      for (let k = 0; k < taps; k++) sum += (table[row + k] as number) * (x[at + k] as number);
      out[count++] = sum;
      this.phase += step;
      at += Math.floor(this.phase / phases);
      this.phase %= phases;
    }
    this.drop(at);
    return count;
  }

  /** Forgets samples; what is not there yet is skipped when it comes. */
  private drop(samples: number): void {
    const now = Math.min(samples, this.held);
    this.buffer.copyWithin(0, now, this.held);
    this.held -= now;
    this.phase += (samples - now) * this.phases;
  }
}
