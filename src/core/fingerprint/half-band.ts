import { kaiser, sinc } from './kaiser.ts';

/** Odd taps on each side: flat to 1e-5, and aliases as far down, below 4 kHz at 44.1 kHz. */
const SIDE = 7;
const REACH = 2 * SIDE - 1;

/** Tap values at odd distances 1, 3 … from the centre; the even ones are 0 and the centre is ½. */
const TAPS = (() => {
  const raw = Array.from({ length: SIDE }, (_, k) => {
    const distance = 2 * k + 1;
    return (sinc(distance / 2) / 2) * kaiser(distance / (2 * SIDE), 9);
  });
  const sum = raw.reduce((a, b) => a + b, 0);
  return raw.map((tap) => tap / sum / 4);
})() as [number, number, number, number, number, number, number];

/** Halves the sample rate of one channel, keeping what lies far below the new Nyquist frequency. */
export class HalfBand {
  /** Unread samples, beginning with REACH zeros before the stream's first. */
  private buffer = new Float64Array(REACH);
  private held = REACH;
  private out = new Float32Array(0);

  /** Takes samples; returns the halved ones that are complete, valid until the next call. */
  push(input: Float32Array): Float32Array {
    const needed = this.held + input.length;
    if (this.buffer.length < needed) {
      const larger = new Float64Array(needed * 2);
      larger.set(this.buffer.subarray(0, this.held));
      this.buffer = larger;
    }
    this.buffer.set(input, this.held);
    this.held = needed;
    const count = Math.max(0, (this.held - 2 * REACH + 1) >> 1);
    if (this.out.length < count) this.out = new Float32Array(count * 2);
    halve(this.buffer, this.out, count);
    this.buffer.copyWithin(0, 2 * count, this.held);
    this.held -= 2 * count;
    return this.out.subarray(0, count);
  }
}

/** Written out tap by tap: this loop sees every sample of every file. */
function halve(x: Float64Array, out: Float32Array, count: number): void {
  const [t1, t3, t5, t7, t9, t11, t13] = TAPS;
  for (let i = 0, c = REACH; i < count; i++, c += 2) {
    out[i] =
      0.5 * (x[c] as number) +
      t1 * ((x[c - 1] as number) + (x[c + 1] as number)) +
      t3 * ((x[c - 3] as number) + (x[c + 3] as number)) +
      t5 * ((x[c - 5] as number) + (x[c + 5] as number)) +
      t7 * ((x[c - 7] as number) + (x[c + 7] as number)) +
      t9 * ((x[c - 9] as number) + (x[c + 9] as number)) +
      t11 * ((x[c - 11] as number) + (x[c + 11] as number)) +
      t13 * ((x[c - 13] as number) + (x[c + 13] as number));
  }
}
