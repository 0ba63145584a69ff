import type { Colour, Picture } from './png.ts';

/** Rows of 3 × 5 letters, as many as the picture's labels need; 1 bits are ink, the left one highest. */
const LETTERS: Readonly<Record<string, readonly number[]>> = {
  0: [7, 5, 5, 5, 7],
  1: [2, 6, 2, 2, 7],
  2: [7, 1, 7, 4, 7],
  3: [7, 1, 7, 1, 7],
  4: [5, 5, 7, 1, 1],
  5: [7, 4, 7, 1, 7],
  6: [7, 4, 7, 5, 7],
  7: [7, 1, 1, 1, 1],
  8: [7, 5, 7, 5, 7],
  9: [7, 5, 7, 1, 7],
  ':': [0, 2, 0, 2, 0],
  '%': [5, 1, 2, 4, 5],
  A: [2, 5, 7, 5, 5],
  B: [6, 5, 6, 5, 6],
  D: [6, 5, 5, 5, 6],
  E: [7, 4, 6, 4, 7],
  F: [7, 4, 6, 4, 4],
  I: [7, 2, 2, 2, 7],
};
const SCALE = 2;

/** Writes a label, 10 pixels high, 8 for each letter. */
export function write(picture: Picture, text: string, left: number, top: number, colour: Colour): void {
  for (const [at, letter] of [...text].entries()) {
    for (const [y, row] of (LETTERS[letter] ?? []).entries()) {
      for (let x = 0; x < 3; x++) {
        if ((row & (4 >> x)) === 0) continue;
        picture.fill(left + at * 8 + x * SCALE, top + y * SCALE, SCALE, SCALE, colour);
      }
    }
  }
}
