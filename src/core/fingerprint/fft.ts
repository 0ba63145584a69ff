/**
 * Power spectrum of real frames of one length (a power of four times two), by a complex transform of half
 * the length. Radix-4 steps, decimation in time, after a bit-reversed copy of the windowed frame.
 */
export class PowerSpectrum {
  private readonly size: number;
  private readonly half: number;
  private readonly order: Uint32Array;
  private readonly re: Float64Array;
  private readonly im: Float64Array;
  private readonly cos: Float64Array;
  private readonly sin: Float64Array;

  constructor(size: number) {
    this.size = size;
    this.half = size / 2;
    const bits = Math.log2(this.half);
    this.order = Uint32Array.from({ length: this.half }, (_, i) => reverseBits(i, bits));
    this.cos = Float64Array.from({ length: size }, (_, i) => Math.cos((2 * Math.PI * i) / size));
    this.sin = Float64Array.from({ length: size }, (_, i) => Math.sin((2 * Math.PI * i) / size));
    this.re = new Float64Array(this.half);
    this.im = new Float64Array(this.half);
  }

  /** re² + im² of bins `from` up to, not including, `to` (0 < from, to ≤ size/2) of frame × window, into `out` at the bin's index. */
  compute(frame: Float32Array, window: Float64Array, from: number, to: number, out: Float64Array): void {
    this.load(frame, window);
    this.transform();
    this.unpack(from, to, out);
  }

  /** Even samples as real part, odd ones as imaginary part, in bit-reversed order, the first radix-2 step done. */
  private load(frame: Float32Array, window: Float64Array): void {
    const order = this.order;
    const re = this.re;
    const im = this.im;
    const half = this.half;
    for (let i = 0; i < half; i += 2) {
      const a = 2 * (order[i] as number);
      const b = 2 * (order[i + 1] as number);
      const ar = (frame[a] as number) * (window[a] as number);
      const ai = (frame[a + 1] as number) * (window[a + 1] as number);
      const br = (frame[b] as number) * (window[b] as number);
      const bi = (frame[b + 1] as number) * (window[b + 1] as number);
      re[i] = ar + br;
      im[i] = ai + bi;
      re[i + 1] = ar - br;
      im[i + 1] = ai - bi;
    }
  }

  /** Two radix-2 steps at a time: four values of a group are read and written once. */
  private transform(): void {
    const re = this.re;
    const im = this.im;
    const cos = this.cos;
    const sin = this.sin;
    const half = this.half;
    const size = this.size;
    for (let span = 2; span < half; span *= 4) {
      const stride = size / (span * 4);
      for (let j = 0; j < span; j++) {
        const w1r = cos[j * stride] as number;
        const w1i = -(sin[j * stride] as number);
        const w2r = cos[2 * j * stride] as number;
        const w2i = -(sin[2 * j * stride] as number);
        const w3r = w1r * w2r - w1i * w2i;
        const w3i = w1r * w2i + w1i * w2r;
        for (let a = j; a < half; a += span * 4) {
          const b = a + span;
          const c = b + span;
          const d = c + span;
          const xr = re[b] as number;
          const xi = im[b] as number;
          const yr = re[c] as number;
          const yi = im[c] as number;
          const zr = re[d] as number;
          const zi = im[d] as number;
          const br = xr * w2r - xi * w2i;
          const bi = xr * w2i + xi * w2r;
          const cr = yr * w1r - yi * w1i;
          const ci = yr * w1i + yi * w1r;
          const dr = zr * w3r - zi * w3i;
          const di = zr * w3i + zi * w3r;
          const ar = re[a] as number;
          const ai = im[a] as number;
          const pr = ar + br;
          const pi = ai + bi;
          const qr = ar - br;
          const qi = ai - bi;
          const rr = cr + dr;
          const ri = ci + di;
          const sr = cr - dr;
          const si = ci - di;
          re[a] = pr + rr;
          im[a] = pi + ri;
          re[b] = qr + si;
          im[b] = qi - sr;
          re[c] = pr - rr;
          im[c] = pi - ri;
          re[d] = qr - si;
          im[d] = qi + sr;
        }
      }
    }
  }

  private unpack(from: number, to: number, out: Float64Array): void {
    const re = this.re;
    const im = this.im;
    const cos = this.cos;
    const sin = this.sin;
    const half = this.half;
    for (let k = from; k < to; k++) {
      const m = half - k;
      const evenRe = ((re[k] as number) + (re[m] as number)) / 2;
      const evenIm = ((im[k] as number) - (im[m] as number)) / 2;
      const oddRe = ((im[k] as number) + (im[m] as number)) / 2;
      const oddIm = ((re[m] as number) - (re[k] as number)) / 2;
      const c = cos[k] as number;
      const s = sin[k] as number;
      const real = evenRe + c * oddRe + s * oddIm;
      const imag = evenIm + c * oddIm - s * oddRe;
      out[k] = real * real + imag * imag;
    }
  }
}

function reverseBits(value: number, bits: number): number {
  let reversed = 0;
  for (let i = 0; i < bits; i++) reversed |= ((value >> i) & 1) << (bits - 1 - i);
  return reversed;
}
