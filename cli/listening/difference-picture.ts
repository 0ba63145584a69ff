import { SECONDS_PER_WORD } from '#core/fingerprint/hop.ts';
import { type Alignment, bitErrorRate } from '#core/match/align.ts';
import { lay, type Shares } from '#core/match/laid.ts';
import { write } from './lettering.ts';
import { type Colour, Picture } from './png.ts';

const MOST_COLUMNS = 1600;
const FEWEST_COLUMNS = 600;
const LEFT = 44;
const BIT = 3;
const BAND = 32 * BIT;
const GAP = 14;
const CURVE = 100;
/** Pixels of a time as minutes and seconds needs. */
const LABEL = 50;

const WHITE: Colour = [255, 255, 255];
const INK: Colour = [40, 44, 52];
const ABSENT: Colour = [222, 222, 222];
const LIMIT: Colour = [200, 30, 30];
const BLUE: Colour = [30, 80, 170];
const RED: Colour = [205, 25, 25];

/** What the picture shows, for the terminal. */
export const LEGEND = [
  'Time runs from left to right; grey is where only one of the two sounds.',
  'A, B   the 32 bits of each word of the two fingerprints, the highest on top, B laid on A',
  'DIFF   the bits that differ, in red',
  'DIFF % how many of a piece’s bits differ, 0 to 50 %; copies stay below the red line at 22 %',
];

/** Two fingerprints laid on one another, and their differing bits over time. */
export function drawDifference(a: Uint32Array, b: Uint32Array, alignment: Alignment, limit: number): Picture {
  const { start, end, column } = lay(a, b, alignment);
  const words = end - start;
  const columns = Math.min(MOST_COLUMNS, Math.max(FEWEST_COLUMNS, words));
  const picture = new Picture(LEFT + columns + GAP, GAP + 3 * (BAND + GAP) + CURVE + 3 * GAP, WHITE);
  const tops = [0, 1, 2, 3].map((band) => GAP + band * (BAND + GAP)) as [number, number, number, number];
  for (const [i, label] of ['A', 'B', 'DIFF'].entries()) write(picture, label, 6, tops[i] ?? 0, INK);

  for (let x = 0; x < columns; x++) {
    const { a: ofA, b: ofB, differing } = column(x, columns);
    drawColumn(picture, LEFT + x, tops[0], ofA, BLUE);
    drawColumn(picture, LEFT + x, tops[1], ofB, BLUE);
    drawColumn(picture, LEFT + x, tops[2], differing, RED);
  }
  const xOf = (word: number) => LEFT + Math.round(((word - start) * columns) / words);
  drawCurve(picture, alignment, limit, tops[3], xOf);
  drawTimes(picture, start, end, tops[3] + CURVE + 6, xOf);
  return picture;
}

/** A column of bits, each as dark as the share of the words that have it. */
function drawColumn(picture: Picture, x: number, top: number, shares: Shares, colour: Colour): void {
  if (shares === undefined) {
    picture.fill(x, top, 1, BAND, ABSENT);
    return;
  }
  for (const [bit, share] of shares.entries()) {
    const mixed = colour.map((value) => Math.round(255 + (value - 255) * share));
    picture.fill(x, top + bit * BIT, 1, BIT, [mixed[0] ?? 0, mixed[1] ?? 0, mixed[2] ?? 0]);
  }
}

/** The bit error rate of each piece as a bar, and the limit above which it is no copy. */
function drawCurve(
  picture: Picture,
  { pieces }: Alignment,
  limit: number,
  top: number,
  xOf: (word: number) => number,
): void {
  const heightOf = (rate: number) => Math.round(Math.min(1, 2 * rate) * CURVE);
  write(picture, '50%', 6, top, INK);
  write(picture, '0%', 14, top + CURVE - 10, INK);
  for (const piece of pieces) {
    const left = xOf(piece.start + piece.shift);
    const width = Math.max(1, xOf(piece.end + piece.shift) - left - 1);
    const height = piece.evidence === 0 ? 0 : heightOf(bitErrorRate(piece));
    picture.fill(left, top + CURVE - height, width, height, bitErrorRate(piece) > limit ? RED : BLUE);
  }
  picture.fill(LEFT, top + CURVE - heightOf(limit), picture.width - LEFT - GAP, 1, LIMIT);
  picture.fill(LEFT, top + CURVE, picture.width - LEFT - GAP, 1, INK);
}

/** A time of A every so often, so that the labels do not touch. */
function drawTimes(
  picture: Picture,
  start: number,
  end: number,
  top: number,
  xOf: (word: number) => number,
): void {
  const seconds = (end - start) * SECONDS_PER_WORD;
  const step =
    [1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200].find((s) => seconds / s <= 16) ?? 21_600;
  for (let at = 0; at < end * SECONDS_PER_WORD; at += step) {
    const x = xOf(at / SECONDS_PER_WORD);
    picture.fill(x, top - 5, 1, 4, INK);
    if (x + LABEL < picture.width)
      write(picture, `${Math.floor(at / 60)}:${String(at % 60).padStart(2, '0')}`, x + 2, top, INK);
  }
}
