import { END_BIN, FIRST_BIN, foldIntoNotes, NOTES } from './chroma.ts';
import { wordOf } from './classifiers.ts';
import { NoteImage } from './image.ts';
import { Smoothing } from './smoothing.ts';

/**
 * The words of a stream of power spectra, as the sound has them when it is played `speed` times as fast: every
 * frequency is that much higher. The words keep their pace, as after a change of tempo by as much the other way,
 * which is no obstacle to finding or aligning them.
 */
export class WordStream {
  readonly speed: number;
  /** For each bin the one below where it was before, and how far it lay towards the next. */
  private readonly below = new Uint16Array(END_BIN);
  private readonly beyond = new Float64Array(END_BIN);
  private readonly shifted = new Float32Array(END_BIN);
  private readonly smoothing = new Smoothing();
  private readonly image = new NoteImage();
  private readonly notes = new Float64Array(NOTES);
  private readonly smoothed = new Float64Array(NOTES);
  private words = new Uint32Array(1024);
  private count = 0;

  constructor(speed = 1) {
    this.speed = speed;
    for (let bin = FIRST_BIN; bin < END_BIN; bin++) {
      this.below[bin] = Math.floor(bin / speed);
      this.beyond[bin] = bin / speed - Math.floor(bin / speed);
    }
  }

  /** Takes the power of each bin, up to some above END_BIN. */
  push(power: Float32Array, weights: Float64Array): void {
    foldIntoNotes(this.heard(power), weights, this.notes);
    if (this.smoothing.push(this.notes, this.smoothed) && this.image.push(this.smoothed)) {
      this.append(wordOf(this.image));
    }
  }

  /** The words so far. */
  finish(): Uint32Array {
    return this.words.slice(0, this.count);
  }

  private heard(power: Float32Array): Float32Array {
    if (this.speed === 1) return power;
    for (let bin = FIRST_BIN; bin < END_BIN; bin++) {
      const at = this.below[bin] as number;
      const low = power[at] as number;
      this.shifted[bin] = low + (this.beyond[bin] as number) * ((power[at + 1] as number) - low);
    }
    return this.shifted;
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
