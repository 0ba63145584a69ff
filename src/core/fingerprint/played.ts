import { NOTES, STRETCHES } from './chroma.ts';
import { placeOf } from './spectra.ts';
import { WordStream } from './word-stream.ts';

/**
 * Hears a sound as though it were played `speed` times as fast: every frequency is that much higher, and all of it that
 * much sooner over. What lies between two frames is mixed of both: it may begin there, at `begin` frames.
 */
export class Played {
  private readonly words = new WordStream();
  private readonly speed: number;
  /** For both ends of each stretch of a note: the edge below it, and how far it lies towards the next. */
  private readonly below: Uint16Array;
  private readonly beyond: Float64Array;
  private before = new Float64Array(NOTES);
  private notes = new Float64Array(NOTES);
  private readonly mixed = new Float64Array(NOTES);
  private frame = 0;
  private at: number;

  constructor(speed: number, begin = 0) {
    this.speed = speed;
    this.at = begin;
    // A bin's power is taken as spread evenly from half-way to the bin before to half-way to the next.
    const places = STRETCHES.flatMap(({ first, end }) =>
      [first, end].map((bin) => placeOf((bin - 0.5) / speed + 0.5)),
    );
    this.below = Uint16Array.from(places, ({ below }) => below);
    this.beyond = Float64Array.from(places, ({ beyond }) => beyond);
  }

  /** Takes a spectrum, as Spectra gives them. */
  push(sums: Float64Array): void {
    [this.before, this.notes] = [this.notes, this.before];
    this.fold(sums);
    for (; this.at <= this.frame; this.at += this.speed) {
      const share = this.at - this.frame + 1;
      for (let note = 0; note < NOTES; note++)
        this.mixed[note] = (1 - share) * (this.before[note] as number) + share * (this.notes[note] as number);
      this.words.pushNotes(this.mixed);
    }
    this.frame++;
  }

  finish(): Uint32Array {
    return this.words.finish();
  }

  private fold(sums: Float64Array): void {
    const notes = this.notes;
    const below = this.below;
    const beyond = this.beyond;
    notes.fill(0);
    for (let i = 0; i < below.length; i++) {
      const at = below[i] as number;
      const low = sums[at] as number;
      const power = low + (beyond[i] as number) * ((sums[at + 1] as number) - low);
      const note = STRETCHES[i >> 1]?.note as number;
      notes[note] = (notes[note] as number) + (i % 2 === 0 ? -power : power);
    }
  }
}
