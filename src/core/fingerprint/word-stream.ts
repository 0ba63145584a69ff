import { foldIntoNotes, NOTES } from './chroma.ts';
import { wordOf } from './classifiers.ts';
import { NoteImage } from './image.ts';
import { Smoothing } from './smoothing.ts';

/** The words of a stream of spectra. */
export class WordStream {
  private readonly smoothing = new Smoothing();
  private readonly image = new NoteImage();
  private readonly notes = new Float64Array(NOTES);
  private readonly smoothed = new Float64Array(NOTES);
  private words = new Uint32Array(1024);
  private count = 0;

  /** Takes a spectrum: at each bin the power of all below it. */
  push(sums: Float64Array): void {
    foldIntoNotes(sums, this.notes);
    this.pushNotes(this.notes);
  }

  /** Takes the energy of each note (copied). */
  pushNotes(notes: Float64Array): void {
    if (this.smoothing.push(notes, this.smoothed) && this.image.push(this.smoothed)) {
      this.append(wordOf(this.image));
    }
  }

  /** The words so far. */
  finish(): Uint32Array {
    return this.words.slice(0, this.count);
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
