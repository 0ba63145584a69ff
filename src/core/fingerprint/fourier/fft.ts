import { compile } from '#core/wasm/module.ts';
import { POINT } from './complex-code.ts';
import { AT, join, loadFrame, POINTS, SAMPLES, SPANS, transform, unpack } from './fft-code.ts';

const newKernel = compile({ loadFrame, transform, unpack, join });

/** Bins that are computed. */
export const BINS = 3 * POINTS;

/** Power spectrum of real frames of 4096 samples, up to three quarters of the highest frequency. */
export class PowerSpectrum {
  /** To be filled with the samples, and kept as it is. */
  readonly frame: Float32Array;
  /** re² + im² of each bin of frame × window. */
  readonly power: Float32Array;
  private readonly run;

  constructor(window: Float64Array) {
    const { memory, run } = newKernel(AT.end);
    this.run = run;
    this.frame = new Float32Array(memory, AT.frame, SAMPLES);
    this.power = new Float32Array(memory, AT.power, BINS);
    // The unpacking doubles.
    new Float32Array(memory, AT.window, SAMPLES).set(window.map((weight) => weight / 2));
    tables ??= newTables();
    new Uint8Array(memory, AT.order).set(tables);
  }

  /** Computes `power` from `frame`. */
  compute(): void {
    this.run.loadFrame();
    this.run.transform();
    this.run.unpack();
    this.run.join();
  }
}

/** What every memory holds from AT.order on: to work it out takes as long as to hear some seconds. */
let tables: Uint8Array | undefined;

function newTables(): Uint8Array {
  const memory = new ArrayBuffer(AT.power);
  const bits = Math.log2(POINTS);
  new Int32Array(memory, AT.order, POINTS).set(
    Array.from({ length: POINTS }, (_, i) => POINT * reverseBits(i, bits)),
  );
  const turns = SPANS.flatMap((span) =>
    Array.from({ length: span }, (_, j) => [1, 2, 3].map((times) => [times * j, 4 * span] as const)).flat(),
  );
  new Float32Array(memory, AT.turns).set(turns.flatMap(([part, whole]) => turnBy(part, whole)));
  const halves = Array.from({ length: POINTS / 2 + 1 }, (_, k) => turnBy(k, 2 * POINTS));
  new Float32Array(memory, AT.halves).set(halves.flat());
  const lanes = Array.from({ length: POINTS + 1 }, (_, m) => {
    const delays = [0, 1, 2, 3].map((lane) => turnBy(lane * m, SAMPLES));
    return [...delays.map(([re]) => re), ...delays.map(([, im]) => im)];
  });
  new Float32Array(memory, AT.lanes).set(lanes.flat());
  return new Uint8Array(memory, AT.order);
}

/** e^(−2πi · part / whole) */
function turnBy(part: number, whole: number): [number, number] {
  const angle = (2 * Math.PI * part) / whole;
  return [Math.cos(angle), -Math.sin(angle)];
}

function reverseBits(value: number, bits: number): number {
  let reversed = 0;
  for (let i = 0; i < bits; i++) reversed |= ((value >> i) & 1) << (bits - 1 - i);
  return reversed;
}
