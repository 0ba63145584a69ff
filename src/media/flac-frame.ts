import { FlacBits } from './flac-bits.ts';
import type { FrameHeader } from './flac-header.ts';

/** The subframe's coding is reserved or contradicts itself. */
export class DamagedFrame extends Error {}

/** Decodes one frame's samples, whole numbers, one array a channel (RFC 9639 §9.2). Says how many bytes it took. */
export function decodeFrame(
  bytes: Uint8Array,
  header: FrameHeader,
  bits: number,
): { planes: Float64Array[]; length: number } {
  const reader = new FlacBits(bytes);
  reader.position = header.length * 8;
  const { assignment, blockSize } = header;
  const count = assignment < 8 ? assignment + 1 : 2;
  const planes = Array.from({ length: count }, (_, channel) => {
    const side =
      (assignment === 9 && channel === 0) || ((assignment === 8 || assignment === 10) && channel === 1);
    return subframe(reader, blockSize, bits + (side ? 1 : 0));
  });
  decorrelate(planes, assignment);
  reader.alignToByte();
  reader.unsigned(16);
  return { planes, length: reader.position / 8 };
}

function subframe(reader: FlacBits, length: number, depth: number): Float64Array {
  reader.unsigned(1);
  const type = reader.unsigned(6);
  const wasted = reader.unsigned(1) === 0 ? 0 : reader.unary() + 1;
  const bits = depth - wasted;
  if (bits < 1) throw new DamagedFrame();
  const out = new Float64Array(length);
  if (type === 0) out.fill(reader.signed(bits));
  else if (type === 1) for (let i = 0; i < length; i++) out[i] = reader.signed(bits);
  else if (type >= 8 && type <= 12) fixed(reader, out, type - 8, bits);
  else if (type >= 32) linear(reader, out, type - 31, bits);
  else throw new DamagedFrame();
  if (wasted > 0) for (let i = 0; i < length; i++) out[i] = (out[i] as number) * 2 ** wasted;
  return out;
}

/** Coefficients of the fixed predictors, the latest sample first. */
const FIXED = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]];

function fixed(reader: FlacBits, out: Float64Array, order: number, bits: number): void {
  warmUp(reader, out, order, bits);
  residual(reader, out, order);
  predict(out, Float64Array.from(FIXED[order] ?? []), 0);
}

function linear(reader: FlacBits, out: Float64Array, order: number, bits: number): void {
  warmUp(reader, out, order, bits);
  const precision = reader.unsigned(4) + 1;
  const shift = reader.signed(5);
  if (precision === 16 || shift < 0) throw new DamagedFrame();
  const coefficients = Float64Array.from({ length: order }, () => reader.signed(precision));
  residual(reader, out, order);
  predict(out, coefficients, shift);
}

function warmUp(reader: FlacBits, out: Float64Array, order: number, bits: number): void {
  if (order > out.length) throw new DamagedFrame();
  for (let i = 0; i < order; i++) out[i] = reader.signed(bits);
}

function residual(reader: FlacBits, out: Float64Array, order: number): void {
  const method = reader.unsigned(2);
  if (method > 1) throw new DamagedFrame();
  const width = method === 0 ? 4 : 5;
  const partitions = 1 << reader.unsigned(4);
  const length = out.length / partitions;
  if (!Number.isInteger(length) || length < order) throw new DamagedFrame();
  for (let p = 0; p < partitions; p++) {
    const from = p === 0 ? order : p * length;
    const to = (p + 1) * length;
    const parameter = reader.unsigned(width);
    if (parameter === (1 << width) - 1) {
      const raw = reader.unsigned(5);
      for (let i = from; i < to; i++) out[i] = reader.signed(raw);
    } else reader.rice(parameter, out, from, to);
  }
}

/** Adds the prediction to the residual in place. Doubles hold the sums of 24-bit sound exactly. */
function predict(out: Float64Array, coefficients: Float64Array, shift: number): void {
  const order = coefficients.length;
  const scale = 2 ** -shift;
  for (let i = order; i < out.length; i++) {
    let sum = 0;
    for (let k = 0; k < order; k++) sum += (coefficients[k] as number) * (out[i - 1 - k] as number);
    out[i] = (out[i] as number) + Math.floor(sum * scale);
  }
}

function decorrelate([a, b]: Float64Array[], assignment: number): void {
  if (assignment < 8 || a === undefined || b === undefined) return;
  for (let i = 0; i < a.length; i++) {
    const x = a[i] as number;
    const y = b[i] as number;
    if (assignment === 8) b[i] = x - y;
    else if (assignment === 9) a[i] = x + y;
    else {
      const mid = 2 * x + (Math.abs(y) % 2);
      a[i] = (mid + y) / 2;
      b[i] = (mid - y) / 2;
    }
  }
}
