import { type FlacFrame, type FlacInfo, flacFrame } from '#media/headers/flac-frame.ts';
import { FlacBits } from './bits.ts';
import { predict, predictWide } from './prediction.ts';

/** Fixed predictors by order, the newest sample first (RFC 9639 §9.2.5). */
const FIXED = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]].map((row) => Int32Array.from(row));
const MOST_ORDER = 32;
/** Ways in which two channels lie in a frame (§9.1.3). */
const LEFT_SIDE = 8;
const SIDE_RIGHT = 9;
const MID_SIDE = 10;

type Samples = Int32Array | Float64Array;

/** Decodes whole FLAC frames, each by itself. Throws for what is none. */
export class FlacFrames {
  private readonly info: FlacInfo;
  private readonly bits = new FlacBits();
  private readonly coefficients = new Int32Array(MOST_ORDER);
  private channels: Samples[] = [];

  constructor(info: FlacInfo) {
    this.info = info;
  }

  /** The header of a frame. */
  header(packet: Uint8Array): FlacFrame {
    const frame = flacFrame(packet, 0, this.info);
    if (frame === undefined) throw new Error('no frame of this stream');
    return frame;
  }

  /** Writes the samples of a frame, −1 to 1, into planes from `at` on. */
  decode(packet: Uint8Array, frame: FlacFrame, planes: readonly Float32Array[], at: number): void {
    const { info, bits } = this;
    const { block, assignment } = frame;
    if ((this.channels[0]?.length ?? 0) < block) {
      // The difference of two samples of 32 bits has 33.
      const Kind = info.bits < 32 ? Int32Array : Float64Array;
      this.channels = Array.from({ length: info.channels }, () => new Kind(block));
    }
    bits.begin(packet, frame.length);
    for (const [c, samples] of this.channels.entries()) {
      const isSide = assignment === SIDE_RIGHT ? c === 0 : assignment >= LEFT_SIDE && c === 1;
      this.subframe(samples, block, info.bits + (isSide ? 1 : 0));
    }
    bits.end();
    write(this.channels, block, assignment, 2 ** (1 - info.bits), planes, at);
  }

  /** The samples of one channel (§9.2). */
  private subframe(samples: Samples, block: number, width: number): void {
    const { bits } = this;
    const head = bits.unsigned(8);
    const type = (head >> 1) & 63;
    if (head > 127) throw new Error('a subframe that begins with 1');
    const wasted = (head & 1) === 1 ? bits.unary() + 1 : 0;
    const left = width - wasted;
    if (left < 1) throw new Error('more bits are wasted than there are');
    if (type === 0) samples.fill(bits.signed(left), 0, block);
    else if (type === 1) for (let i = 0; i < block; i++) samples[i] = bits.signed(left);
    else if (type >= 8 && type <= 12) this.predicted(samples, block, left, type - 8, false);
    else if (type >= 32) this.predicted(samples, block, left, type - 31, true);
    else throw new Error('a subframe of an unknown kind');
    if (wasted > 0) for (let i = 0; i < block; i++) samples[i] = (samples[i] as number) * 2 ** wasted;
  }

  private predicted(samples: Samples, block: number, width: number, order: number, isTold: boolean): void {
    const { bits } = this;
    if (order > block) throw new Error('a predictor of more samples than a block has');
    for (let i = 0; i < order; i++) samples[i] = bits.signed(width);
    let coefficients = FIXED[order] as Int32Array;
    let shift = 0;
    if (isTold) {
      const precision = bits.unsigned(4) + 1;
      shift = bits.signed(5);
      if (precision === 16 || shift < 0) throw new Error('a predictor that is not allowed');
      coefficients = this.coefficients;
      for (let i = 0; i < order; i++) coefficients[i] = bits.signed(precision);
    }
    this.residual(samples, block, order);
    if (samples instanceof Int32Array && largestSum(coefficients, order, width) < 2 ** 31)
      predict(samples, block, coefficients, order, shift);
    else predictWide(samples, block, coefficients, order, shift);
  }

  /** What the prediction missed by, in partitions of one width each (§9.2.7). */
  private residual(samples: Samples, block: number, order: number): void {
    const { bits } = this;
    const method = bits.unsigned(2);
    if (method > 1) throw new Error('a residual of an unknown kind');
    const width = method === 0 ? 4 : 5;
    const partitions = 1 << bits.unsigned(4);
    const length = block / partitions;
    if (!Number.isInteger(length) || length < order) throw new Error('partitions that a block does not have');
    for (let p = 0; p < partitions; p++) {
      const from = p === 0 ? order : p * length;
      const to = (p + 1) * length;
      const parameter = bits.unsigned(width);
      if (parameter === (1 << width) - 1) {
        const raw = bits.unsigned(5);
        for (let i = from; i < to; i++) samples[i] = raw === 0 ? 0 : bits.signed(raw);
      } else bits.rice(samples, from, to, parameter);
    }
  }
}

/** The most that a prediction from samples of so many bits can be, before it is shifted. */
function largestSum(coefficients: Int32Array, order: number, width: number): number {
  let sum = 0;
  for (let i = 0; i < order; i++) sum += Math.abs(coefficients[i] as number);
  return sum * 2 ** (width - 1);
}

/** Channels as they lie in the frame, as planes. */
function write(
  channels: readonly Samples[],
  block: number,
  assignment: number,
  scale: number,
  planes: readonly Float32Array[],
  at: number,
): void {
  if (assignment < LEFT_SIDE) {
    for (const [c, plane] of planes.entries()) {
      const samples = channels[c] as Samples;
      for (let i = 0; i < block; i++) plane[at + i] = (samples[i] as number) * scale;
    }
    return;
  }
  const [first, second] = channels as [Samples, Samples];
  const [left, right] = planes as [Float32Array, Float32Array];
  for (let i = 0; i < block; i++) {
    const a = first[i] as number;
    const b = second[i] as number;
    // Twice the left, and twice the right: the middle lost its last bit, which is that of the difference.
    const isMiddle = assignment === MID_SIDE;
    const twice = isMiddle ? 2 * a + (b & 1) + b : 2 * (assignment === LEFT_SIDE ? a : a + b);
    const other = isMiddle ? twice - 2 * b : 2 * (assignment === LEFT_SIDE ? a - b : b);
    left[at + i] = twice * (scale / 2);
    right[at + i] = other * (scale / 2);
  }
}
