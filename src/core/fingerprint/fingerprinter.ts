import { END_BIN, FIRST_BIN } from './chroma.ts';
import { PowerSpectrum } from './fft.ts';
import { FRAME, HOP } from './hop.ts';
import { Resampler, type SampleKind } from './resampler.ts';
import { binWeights } from './response.ts';
import { WordStream } from './word-stream.ts';

const HAMMING = Float64Array.from(
  { length: FRAME },
  (_, i) => (0.54 - 0.46 * Math.cos((2 * Math.PI * i) / (FRAME - 1))) / 32767,
);

/** Samples worked on at once, so that no buffer grows with the caller's chunks. */
const BLOCK = 16384;
/** Share of its frequency beyond the highest bin that another speed looks at. */
const MOST_SPEED = 0.02;
const LAST_BIN = Math.ceil(END_BIN / (1 - MOST_SPEED)) + 1;

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
  private readonly resampler: Resampler;
  private readonly weights: Float64Array;
  private readonly spectrum = new PowerSpectrum(FRAME);
  private readonly frame = new Float32Array(FRAME);
  private readonly power = new Float64Array(LAST_BIN);
  private readonly words = new WordStream();
  private readonly others: readonly WordStream[];
  private filled = 0;

  /** `rate` in hertz, of the samples that will be pushed. */
  constructor(rate: number, kind: SampleKind = 'int16', speeds: readonly number[] = []) {
    this.resampler = new Resampler(rate, kind);
    this.weights = binWeights(Math.round(rate), kind);
    this.others = speeds.map((speed) => new WordStream(speed));
  }

  /** Takes sound of one or more channels, planar, −1 to 1, each of the same length. */
  push(channels: readonly Float32Array[]): void {
    const length = channels[0]?.length ?? 0;
    for (let at = 0; at < length; at += BLOCK) {
      const block = length <= BLOCK ? channels : channels.map((channel) => channel.subarray(at, at + BLOCK));
      this.take(this.resampler.push(block));
    }
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
    for (let at = 0; at < samples.length; ) {
      const part = Math.min(FRAME - this.filled, samples.length - at);
      this.frame.set(samples.subarray(at, at + part), this.filled);
      this.filled += part;
      at += part;
      if (this.filled < FRAME) return;
      this.analyse();
      this.frame.copyWithin(0, HOP);
      this.filled = FRAME - HOP;
    }
  }

  private analyse(): void {
    this.spectrum.compute(this.frame, HAMMING, FIRST_BIN - 1, LAST_BIN, this.power);
    this.words.push(this.power, this.weights);
    for (const stream of this.others) stream.push(this.power, this.weights);
  }
}
