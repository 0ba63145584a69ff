import { BINS, PowerSpectrum } from '#core/fingerprint/fourier/fft.ts';
import { Resampler, type SampleKind } from '#core/fingerprint/resampling/resampler.ts';
import { ContourRecorder } from './contour.ts';
import { type Hearing, heardOtherwise } from './hearings.ts';
import { FRAME, HOP } from './hop.ts';
import { binWeights } from './response.ts';
import { Spectra } from './spectra.ts';
import { WordStream } from './word-stream.ts';

const HAMMING = Float64Array.from(
  { length: FRAME },
  (_, i) => (0.54 - 0.46 * Math.cos((2 * Math.PI * i) / (FRAME - 1))) / 32767,
);

/**
 * Chromaprint algorithm 2 over a stream of sound. Memory stays flat but for the words themselves.
 * It may be heard otherwise too: as though an equaliser had been at work, and at other speeds.
 */
export class Fingerprinter {
  private resampler: Resampler;
  private weights: Float64Array;
  private readonly spectrum = new PowerSpectrum(HAMMING);
  private readonly sums = new Float64Array(BINS);
  private readonly words = new WordStream();
  private readonly spectra: Spectra | undefined;
  private readonly recorder: ContourRecorder | undefined;
  private filled = 0;

  /** `rate` in hertz, of the samples that will be pushed. */
  constructor(rate: number, kind: SampleKind = 'int16', how: 'as it is' | 'otherwise too' = 'as it is') {
    this.resampler = new Resampler(rate, kind);
    this.weights = binWeights(Math.round(rate), kind);
    const isAsItIs = how === 'as it is';
    this.spectra = isAsItIs ? undefined : new Spectra();
    this.recorder = isAsItIs ? undefined : new ContourRecorder();
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

  /** What there is beside the words, if it was heard otherwise too (contour.ts). */
  contour(): Uint8Array | undefined {
    return this.recorder?.finish();
  }

  /** The same heard otherwise, which is worked out now: some 60 ms for each minute. */
  others(): Hearing[] {
    return this.spectra ? heardOtherwise(this.spectra) : [];
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
    this.spectra?.push(this.sums);
    this.recorder?.push(this.spectrum.power);
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
