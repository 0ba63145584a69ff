import { NOTES } from '#core/fingerprint/chroma.ts';
import { CLASSIFIERS } from '#core/fingerprint/classifiers.ts';

/** Rows that one word is made of: the widest classifier's. */
export const WIDEST = Math.max(...CLASSIFIERS.map(([, , , width]) => width));

const STRIDE = NOTES + 1;

/** A classifier as reads of the integral image: `a` and `b` are sums of corners, relative to the window's first row. */
interface Compiled {
  readonly plusA: Int32Array;
  readonly minusA: Int32Array;
  readonly plusB: Int32Array;
  readonly minusB: Int32Array;
  /** e to the power of the thresholds: a ratio is compared, no logarithm taken. */
  readonly low: number;
  readonly mid: number;
  readonly high: number;
}

type Rectangle = readonly [x1: number, y1: number, x2: number, y2: number];

function rectangles(type: number, y: number, h: number, w: number): [Rectangle[], Rectangle[]] {
  const top = y + h;
  const note = y + (h >> 1);
  const frame = w >> 1;
  const thirdNote = Math.floor(h / 3);
  const thirdFrame = Math.floor(w / 3);
  switch (type) {
    case 1:
      return [[[0, note, w, top]], [[0, y, w, note]]];
    case 2:
      return [[[frame, y, w, top]], [[0, y, frame, top]]];
    case 3:
      return [
        [
          [0, note, frame, top],
          [frame, y, w, note],
        ],
        [
          [0, y, frame, note],
          [frame, note, w, top],
        ],
      ];
    case 4:
      return [
        [[0, y + thirdNote, w, y + 2 * thirdNote]],
        [
          [0, y, w, y + thirdNote],
          [0, y + 2 * thirdNote, w, top],
        ],
      ];
    case 5:
      return [
        [[thirdFrame, y, 2 * thirdFrame, top]],
        [
          [0, y, thirdFrame, top],
          [2 * thirdFrame, y, w, top],
        ],
      ];
    default:
      return [[[0, y, w, top]], []];
  }
}

const corner = (x: number, y: number) => x * STRIDE + y;
const plus = (areas: readonly Rectangle[]) =>
  Int32Array.from(areas.flatMap(([x1, y1, x2, y2]) => [corner(x2, y2), corner(x1, y1)]));
const minus = (areas: readonly Rectangle[]) =>
  Int32Array.from(areas.flatMap(([x1, y1, x2, y2]) => [corner(x1, y2), corner(x2, y1)]));

const COMPILED: readonly Compiled[] = CLASSIFIERS.map(([type, y, h, w, t0, t1, t2]) => {
  const [a, b] = rectangles(type, y, h, w);
  const thresholds = { low: Math.exp(t0), mid: Math.exp(t1), high: Math.exp(t2) };
  return { plusA: plus(a), minusA: minus(a), plusB: plus(b), minusB: minus(b), ...thresholds };
});

/** Chromaprint's words of rows of notes, as src/core makes them, for millions of rows: in bulk, without a logarithm. */
export function wordsOfNotes(rows: Float32Array): Uint32Array {
  const count = rows.length / NOTES;
  const sums = new Float64Array((count + 1) * STRIDE);
  for (let row = 0; row < count; row++) {
    let sum = 0;
    for (let note = 0; note < NOTES; note++) {
      sum += rows[row * NOTES + note] as number;
      sums[(row + 1) * STRIDE + note + 1] = (sums[row * STRIDE + note + 1] as number) + sum;
    }
  }
  const words = new Uint32Array(Math.max(0, count - WIDEST + 1));
  for (let i = 0; i < words.length; i++) words[i] = wordAt(sums, i * STRIDE);
  return words;
}

function wordAt(sums: Float64Array, at: number): number {
  let word = 0;
  for (const { plusA, minusA, plusB, minusB, low, mid, high } of COMPILED) {
    let a = 1;
    let b = 1;
    for (let i = 0; i < plusA.length; i++)
      a += (sums[at + (plusA[i] as number)] as number) - (sums[at + (minusA[i] as number)] as number);
    for (let i = 0; i < plusB.length; i++)
      b += (sums[at + (plusB[i] as number)] as number) - (sums[at + (minusB[i] as number)] as number);
    const ratio = a / b;
    word = (word << 2) | (ratio < mid ? (ratio < low ? 0 : 1) : ratio < high ? 3 : 2);
  }
  return word >>> 0;
}
