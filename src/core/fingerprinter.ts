import { END_BIN, FIRST_BIN, foldIntoNotes, NOTES } from './chroma.ts';
import { wordOf } from './classifiers.ts';
import { PowerSpectrum } from './fft.ts';
import { FRAME, HOP } from './hop.ts';
import { NoteImage } from './image.ts';
import { Resampler, type SampleKind } from './resampler.ts';
import { binWeights } from './response.ts';
import { Smoothing } from './smoothing.ts';

const HAMMING = Float64Array.from(
  { length: FRAME },
  (_, i) => (0.54 - 0.46 * Math.cos((2 * Math.PI * i) / (FRAME - 1))) / 32767,
);

/** Samples worked on at once, so that no buffer grows with the caller's chunks. */
const BLOCK = 16384;

/**
 * Chromaprint algorithm 2 over a stream of sound. Memory stays flat but for the words themselves.
 * `speed` above 1 hears the sound as if it had been played that much faster.
 */
export class Fingerprinter {
  private readonly resampler: Resampler;
  private readonly weights: Float64Array;
  private readonly spectrum = new PowerSpectrum(FRAME);
  private readonly smoothing = new Smoothing();
  private readonly image = new NoteImage();
  private readonly frame = new Float32Array(FRAME);
  private readonly power = new Float64Array(END_BIN);
  private readonly notes = new Float64Array(NOTES);
  private readonly smoothed = new Float64Array(NOTES);
  private filled = 0;
  private words = new Uint32Array(1024);
  private count = 0;

  /** `rate` in hertz, of the samples that will be pushed. */
  constructor(rate: number, kind: SampleKind = 'int16', speed = 1) {
    this.resampler = new Resampler(rate * speed, kind);
    this.weights = binWeights(Math.round(rate * speed), kind);
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
    return this.words.slice(0, this.count);
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
    this.spectrum.compute(this.frame, HAMMING, FIRST_BIN, END_BIN, this.power);
    foldIntoNotes(this.power, this.weights, this.notes);
    if (this.smoothing.push(this.notes, this.smoothed) && this.image.push(this.smoothed)) {
      this.append(wordOf(this.image));
    }
  }

  private append(word: number): void {
    if (this.count === this.words.length) {
      const larger = new Uint32Array(this.count * 2);
      larger.set(this.words);
      this.words = larger;
    }
    this.words[this.count++] = word;
  }
}
