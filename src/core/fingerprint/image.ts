import { NOTES } from './chroma.ts';

/** Frames that the widest classifier looks at. */
const WIDEST = 16;

const ROWS = WIDEST + 1;
const STRIDE = NOTES + 1;

/** Integral image over the last WIDEST rows of notes: any rectangle's sum in four reads, in flat memory. */
export class NoteImage {
  private readonly sums = new Float64Array(ROWS * STRIDE);
  private rows = 0;

  /** Adds a row; true when WIDEST rows are there, so that `area` may be asked. */
  push(row: Float64Array): boolean {
    const above = (this.rows % ROWS) * STRIDE;
    this.rows++;
    const here = (this.rows % ROWS) * STRIDE;
    let sum = 0;
    for (let note = 0; note < NOTES; note++) {
      sum += row[note] as number;
      this.sums[here + note + 1] = (this.sums[above + note + 1] as number) + sum;
    }
    return this.rows >= WIDEST;
  }

  /** Sum over frames x1 ≤ x < x2 (0 the oldest of the last WIDEST) and notes y1 ≤ y < y2. */
  area(x1: number, y1: number, x2: number, y2: number): number {
    const first = this.rows - WIDEST;
    const a = ((first + x1) % ROWS) * STRIDE;
    const b = ((first + x2) % ROWS) * STRIDE;
    const s = this.sums;
    return (s[b + y2] as number) - (s[b + y1] as number) - (s[a + y2] as number) + (s[a + y1] as number);
  }
}
