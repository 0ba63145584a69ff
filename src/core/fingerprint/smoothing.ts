import { NOTES } from './chroma.ts';

const WEIGHTS = [0.25, 0.75, 1, 0.75, 0.25];
const QUIET = 0.01;

/** Smooths rows of notes over the last five frames and brings each to Euclidean length 1 (0 when quiet). */
export class Smoothing {
  private readonly rows = WEIGHTS.map(() => new Float64Array(NOTES));
  private seen = 0;

  /** Takes a row (copied); writes the smoothed row into `out` and returns true, or false for the first four. */
  push(row: Float64Array, out: Float64Array): boolean {
    const count = WEIGHTS.length;
    (this.rows[this.seen % count] as Float64Array).set(row);
    this.seen++;
    if (this.seen < count) return false;
    out.fill(0);
    for (let i = 0; i < count; i++) {
      const past = this.rows[(this.seen + i) % count] as Float64Array;
      const weight = WEIGHTS[i] as number;
      for (let note = 0; note < NOTES; note++) {
        out[note] = (out[note] as number) + weight * (past[note] as number);
      }
    }
    normalise(out);
    return true;
  }
}

function normalise(row: Float64Array): void {
  let squares = 0;
  for (const value of row) squares += value * value;
  const length = Math.sqrt(squares);
  if (length < QUIET) row.fill(0);
  else for (let note = 0; note < NOTES; note++) row[note] = (row[note] as number) / length;
}
