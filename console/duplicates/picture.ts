import type { Alignment } from '#core/match/align.ts';
import { lay, type Shares } from '#core/match/laid.ts';

const COLUMNS = 900;
const BIT = 2;
const BAND = 32 * BIT;
const GAP = 6;

type Colour = readonly [red: number, green: number, blue: number];

const INK: Colour = [40, 110, 200];
const DIFFERENCE: Colour = [215, 30, 30];

/** Draws both fingerprints, the other laid on the kept one, and the bits that differ. */
export function drawMatch(
  canvas: HTMLCanvasElement,
  { a, b, alignment }: { a: Uint32Array; b: Uint32Array; alignment: Alignment },
): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  canvas.width = COLUMNS;
  canvas.height = 3 * BAND + 2 * GAP;
  const { column } = lay(a, b, alignment);
  for (let x = 0; x < COLUMNS; x++) {
    const shown = column(x, COLUMNS);
    drawColumn(context, x, 0, shown.a, INK);
    drawColumn(context, x, BAND + GAP, shown.b, INK);
    drawColumn(context, x, 2 * (BAND + GAP), shown.differing, DIFFERENCE);
  }
}

/** A column of bits, each as strong as the share of words that have it. */
function drawColumn(
  context: CanvasRenderingContext2D,
  x: number,
  top: number,
  shares: Shares,
  [red, green, blue]: Colour,
): void {
  if (shares === undefined) {
    context.fillStyle = 'rgb(128 128 128 / 0.35)';
    context.fillRect(x, top, 1, BAND);
    return;
  }
  for (const [bit, share] of shares.entries()) {
    context.fillStyle = `rgb(${red} ${green} ${blue} / ${share})`;
    context.fillRect(x, top + bit * BIT, 1, BIT);
  }
}
