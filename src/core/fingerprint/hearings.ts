import { NOTES } from './chroma.ts';
import { wordOf } from './classifiers.ts';
import type { FineNotes } from './fine-notes.ts';
import { NoteImage } from './image.ts';
import { Smoothing } from './smoothing.ts';

/** A fingerprint of the sound played `speed` times as fast, or at 1 with other bass. */
export interface Hearing {
  readonly words: Uint32Array;
  readonly speed: number;
}

/** How much faster a sound may have been made, or slower: broadcasting's 4.17 %, what DJs do (6 %). */
const MOST = 0.065;
/**
 * A copy that is off by 0.15 % is found as it is, by 0.25 % in 32 to 40 of 41, by 0.5 % in 24: steps of 0.5 % leave no
 * gap, steps of 0.75 % would (docs/benchmarks.md).
 */
const STEP = 0.005;

/** The speeds a recording is heard at besides, those nearest to its own first. */
export const SPEEDS: readonly number[] = Array.from({ length: Math.round(MOST / STEP) }, (_, i) => [
  1 + (i + 1) * STEP,
  1 - (i + 1) * STEP,
]).flat();

/**
 * The words of a recording as the sound has them when it is played `speed` times as fast: every frequency is that much
 * higher, and all of it that much sooner over. What lies between two frames is mixed of both.
 */
export function heardAt(fine: FineNotes, speed: number): Hearing {
  const smoothing = new Smoothing();
  const image = new NoteImage();
  const notes = new Float64Array(NOTES);
  const smoothed = new Float64Array(NOTES);
  const words: number[] = [];
  for (let at = 0; at <= fine.frames - 1; at += speed) {
    fine.notesAt(at, speed, notes);
    if (smoothing.push(notes, smoothed) && image.push(smoothed)) words.push(wordOf(image));
  }
  return { words: Uint32Array.from(words), speed };
}
