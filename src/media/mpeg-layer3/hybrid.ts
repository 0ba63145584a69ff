import { LINES, SUBBANDS } from './bands.ts';

/** Coefficients of the alias reduction, ISO 11172-3 table B.9. */
const ALIAS = [-0.6, -0.535, -0.33, -0.185, -0.095, -0.041, -0.0142, -0.0037];
const CS = ALIAS.map((c) => 1 / Math.sqrt(1 + c * c));
const CA = ALIAS.map((c) => c / Math.sqrt(1 + c * c));

/** Outputs 9–26 of the long transform, which hold all 36 by symmetry, LINES coefficients each. */
const LONG = Float64Array.from({ length: LINES * LINES }, (_, at) => {
  const i = 9 + Math.floor(at / LINES);
  return Math.cos((Math.PI / 72) * (2 * i + 19) * (2 * (at % LINES) + 1));
});

/** One window's transform, windowed: 12 outputs of 6 coefficients. */
const SHORT = Float64Array.from({ length: 72 }, (_, at) => {
  const i = Math.floor(at / 6);
  return Math.sin((Math.PI / 12) * (i + 0.5)) * Math.cos((Math.PI / 24) * (2 * i + 7) * (2 * (at % 6) + 1));
});

/** The windows of block types 0, 1 and 3. */
const WINDOWS = [0, 1, 2, 3].map((type) =>
  Float64Array.from({ length: 36 }, (_, i) => {
    const long = Math.sin((Math.PI / 36) * (i + 0.5));
    if (type === 1 && i >= 18) return i < 24 ? 1 : i < 30 ? Math.sin((Math.PI / 12) * (i - 18 + 0.5)) : 0;
    if (type === 3 && i < 18) return i < 6 ? 0 : i < 12 ? Math.sin((Math.PI / 12) * (i - 6 + 0.5)) : 1;
    return long;
  }),
) as [Float64Array, Float64Array, Float64Array, Float64Array];

/** Spectral lines to samples of each subband: alias reduction, inverse MDCT, windows, overlap. */
export class Hybrid {
  private readonly overlap = new Float64Array(SUBBANDS * LINES);
  private readonly next = new Float64Array(SUBBANDS * LINES);
  private readonly block = new Float64Array(36);

  /** Samples of the granule by time · SUBBANDS + subband; valid from `end` to the next `begin`. */
  readonly samples = new Float64Array(LINES * SUBBANDS);

  /** Begins a granule with what the one before left over. */
  begin(): void {
    for (let band = 0; band < SUBBANDS; band++) {
      for (let i = 0; i < LINES; i++)
        this.samples[i * SUBBANDS + band] = this.overlap[band * LINES + i] as number;
    }
    this.next.fill(0);
  }

  /** Adds one channel's lines, which are changed; channels of like blocks may come as their sum. */
  add(lines: Float64Array, blockType: number, mixed: boolean): void {
    const longBands = blockType !== 2 ? SUBBANDS : mixed ? 2 : 0;
    for (let band = 1; band < Math.min(longBands + (blockType === 2 ? 0 : 1), SUBBANDS + 1); band++) {
      reduceAlias(lines, band * LINES);
    }
    for (let band = 0; band < SUBBANDS; band++) {
      if (band < longBands)
        this.long(lines, band * LINES, WINDOWS[blockType === 2 ? 0 : blockType] as Float64Array);
      else this.short(lines, band * LINES);
      this.keep(band);
    }
  }

  /** Ends the granule: what it leaves over is the next one's. */
  end(): void {
    this.overlap.set(this.next);
  }

  private long(lines: Float64Array, from: number, window: Float64Array): void {
    const block = this.block;
    for (let i = 0, row = 0; i < LINES; i++) {
      let even = 0;
      let odd = 0;
      for (let k = 0; k < LINES; k += 2, row += 2) {
        even += (LONG[row] as number) * (lines[from + k] as number);
        odd += (LONG[row + 1] as number) * (lines[from + k + 1] as number);
      }
      const sum = even + odd;
      const at = i + 9;
      block[at] = sum * (window[at] as number);
      const mirror = at < 18 ? 17 - at : 53 - at;
      block[mirror] = (at < 18 ? -sum : sum) * (window[mirror] as number);
    }
  }

  private short(lines: Float64Array, from: number): void {
    const block = this.block;
    block.fill(0);
    for (let window = 0; window < 3; window++) {
      for (let i = 0; i < 12; i++) {
        let sum = 0;
        for (let k = 0; k < 6; k++)
          sum += (SHORT[i * 6 + k] as number) * (lines[from + 3 * k + window] as number);
        const at = 6 + 6 * window + i;
        block[at] = (block[at] as number) + sum;
      }
    }
  }

  /** First half into the samples, odd samples of odd subbands turned; second half for the next granule. */
  private keep(band: number): void {
    const samples = this.samples;
    const next = this.next;
    const block = this.block;
    const turned = (band & 1) === 1 ? -1 : 1;
    for (let i = 0, at = band, later = band * LINES; i < LINES; i += 2, at += 2 * SUBBANDS, later += 2) {
      samples[at] = (samples[at] as number) + (block[i] as number);
      samples[at + SUBBANDS] = (samples[at + SUBBANDS] as number) + turned * (block[i + 1] as number);
      next[later] = (next[later] as number) + (block[LINES + i] as number);
      next[later + 1] = (next[later + 1] as number) + turned * (block[LINES + i + 1] as number);
    }
  }
}

function reduceAlias(lines: Float64Array, at: number): void {
  for (let i = 0; i < 8; i++) {
    const below = lines[at - 1 - i] as number;
    const above = lines[at + i] as number;
    lines[at - 1 - i] = below * (CS[i] as number) - above * (CA[i] as number);
    lines[at + i] = above * (CS[i] as number) + below * (CA[i] as number);
  }
}
