import { BINS, PowerSpectrum } from './fft.ts';
import { FRAME, HOP } from './hop.ts';
import { Resampler, type SampleKind } from './resampler.ts';
import { binWeights } from './response.ts';
import { WordStream } from './word-stream.ts';

const HAMMING = Float64Array.from(
  { length: FRAME },
  (_, i) => (0.54 - 0.46 * Math.cos((2 * Math.PI * i) / (FRAME - 1))) / 32767,
);

/** A fingerprint of the sound played `speed` times as fast. */
export interface Hearing {
  readonly words: Uint32Array;
  readonly speed: number;
}

/**
 * Chromaprint algorithm 2 over a stream of sound. Memory stays flat but for the words themselves.
 * It may be heard at other speeds too, near 1: those words come nearly for nothing with the others.
 */
export class Fingerprinter {
  private resampler: Resampler;
  private weights: Float64Array;
  private readonly spectrum = new PowerSpectrum(HAMMING);
  private readonly sums = new Float64Array(BINS);
  private readonly words = new WordStream();
  private readonly others: readonly WordStream[];
  private filled = 0;

  /** `rate` in hertz, of the samples that will be pushed. */
  constructor(rate: number, kind: SampleKind = 'int16', speeds: readonly number[] = []) {
    this.resampler = new Resampler(rate, kind);
    this.weights = binWeights(Math.round(rate), kind);
    this.others = speeds.map((speed) => new WordStream(speed));
  }

  /** The samples that follow are of another rate or kind. */
  retune(rate: number, kind: SampleKind): void {
    this.resampler = new Resampler(rate, kind);
    this.weights = binWeights(Math.round(rate), kind);
  }

  /** Takes sound of one or more channels, planar, −1 to 1, each of the same length. */
  push(channels: readonly Float32Array[]): void {
    this.resampler.push(channels, (samples) => this.take(samples));
  }

  /** The words of all that was pushed; an incomplete last frame gives none. */
  finish(): Uint32Array {
    return this.words.finish();
  }

  /** The same at the other speeds. */
  finishOthers(): Hearing[] {
    return this.others.map((stream) => ({ words: stream.finish(), speed: stream.speed }));
  }

  private take(samples: Float32Array): void {
    const { frame } = this.spectrum;
    for (let at = 0; at < samples.length; ) {
      const part = Math.min(FRAME - this.filled, samples.length - at);
      frame.set(samples.subarray(at, at + part), this.filled);
      this.filled += part;
      at += part;
      if (this.filled < FRAME) return;
      this.analyse();
      frame.copyWithin(0, HOP);
      this.filled = FRAME - HOP;
    }
  }

  private analyse(): void {
    this.spectrum.compute();
    sumUp(this.spectrum.power, this.weights, this.sums);
    this.words.push(this.sums);
    for (const stream of this.others) stream.push(this.sums);
  }
}

/** At each bin the power of all below it, each times its weight. */
function sumUp(power: Float32Array, weights: Float64Array, sums: Float64Array): void {
  let sum = 0;
  for (let bin = 0; bin < sums.length; bin++) {
    sums[bin] = sum;
    sum += (power[bin] as number) * (weights[bin] as number);
  }
}
