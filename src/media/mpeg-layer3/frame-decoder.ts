import type { MpegFrame } from '../mpeg-header.ts';
import { LIMIT, LONG_BANDS } from './bands.ts';
import { Bits } from './bits.ts';
import { type Regions, readLines } from './huffman.ts';
import { Hybrid } from './hybrid.ts';
import { requantise } from './requantise.ts';
import { noScaleFactors, readScaleFactors } from './scale-factors.ts';
import { type Granule, readSideInfo, sideInfoLength } from './side-info.ts';
import { Synthesis } from './synthesis.ts';

/** Samples a frame gives: a quarter of its 1152. */
export const FRAME_SAMPLES = 288;

/** The most that the reservoir of earlier frames holds. */
const RESERVOIR = 511;
/** Main data that a frame can point at: the reservoir, and four times the longest part 2 and 3. */
const MAIN = RESERVOIR + 2048;
/** A damaged granule is read at most so far over its end. */
const MARGIN = 1024;

/** Frames of MPEG 1 layer III, decoded to one channel at a quarter of their rate. */
export class FrameDecoder {
  private readonly rate: number;
  private readonly hybrid = new Hybrid();
  private readonly synthesis: Synthesis;
  private readonly factors = [noScaleFactors(), noScaleFactors()];
  private readonly lines = new Int32Array(LIMIT + 4);
  private readonly spectrum = new Float64Array(LIMIT);
  private readonly main = new Uint8Array(MAIN + MARGIN);
  private readonly side = new Uint8Array(40);
  private reservoir = 0;

  /** `phase`: which of every four samples to give. */
  constructor(rate: number, phase: number) {
    this.rate = rate;
    this.synthesis = new Synthesis(phase);
  }

  /** Decodes a frame (its bytes from header on) into `out` from `at`. What its reservoir lacks is silence. */
  decode(bytes: Uint8Array, header: MpegFrame, out: Float32Array, at: number): void {
    const { channels } = header;
    const start = 4 + ((bytes[1] ?? 0) & 1 ? 0 : 2);
    const mainStart = start + sideInfoLength(channels);
    this.side.set(bytes.subarray(start, mainStart));
    const info = readSideInfo(this.side, channels);
    const own = bytes.subarray(mainStart, header.length);
    const missing = info.mainDataBegin > this.reservoir;
    this.main.set(own, this.reservoir);
    const bits = new Bits(this.main);
    bits.position = 8 * (this.reservoir - info.mainDataBegin);
    const end = this.reservoir + own.length;
    // Middle and side: the middle alone is the mean of both, but for a factor of √½.
    const middleOnly = channels === 2 && (bytes[3] ?? 0) >> 6 === 1 && ((bytes[3] ?? 0) & 0x20) !== 0;
    for (const [number, granules] of info.granules.entries()) {
      if (missing) this.silence();
      else this.granule(bits, granules, number === 0 ? [0, 0] : info.shared, middleOnly);
      this.synthesis.run(this.hybrid.samples, out, at + number * (FRAME_SAMPLES / 2));
    }
    this.keep(end);
  }

  private silence(): void {
    this.hybrid.begin();
    this.hybrid.end();
  }

  private granule(
    bits: Bits,
    granules: readonly Granule[],
    shared: readonly number[],
    middleOnly: boolean,
  ): void {
    const { hybrid, spectrum } = this;
    hybrid.begin();
    spectrum.fill(0);
    for (const [channel, granule] of granules.entries()) {
      const end = bits.position + granule.part23Length;
      const heard = channel === 0 || !middleOnly;
      if (heard && end <= 8 * MAIN) {
        const share = granules.length === 1 ? 1 : middleOnly ? Math.SQRT1_2 : 0.5;
        this.channel(bits, granule, channel, shared[channel] ?? 0, share, end);
        const next = middleOnly ? undefined : granules[channel + 1];
        if (next === undefined || next.blockType !== granule.blockType || next.mixed !== granule.mixed) {
          hybrid.add(spectrum, granule.blockType, granule.mixed);
          spectrum.fill(0);
        }
      }
      bits.position = end;
    }
    hybrid.end();
  }

  private channel(
    bits: Bits,
    granule: Granule,
    channel: number,
    shared: number,
    share: number,
    end: number,
  ): void {
    const factors = this.factors[channel] ?? noScaleFactors();
    readScaleFactors(bits, granule, shared, factors);
    readLines(bits, this.regions(granule), end, this.lines);
    requantise(this.lines, granule, factors, this.rate, share, this.spectrum);
  }

  private regions({ regions, bigValues, blockType, tables, quadTable }: Granule): Regions {
    const bands = LONG_BANDS[this.rate] ?? [];
    const all = 2 * bigValues;
    const first = blockType === 2 ? 36 : (bands[regions[0] + 1] ?? 576);
    const second = bands[regions[0] + regions[1] + 2] ?? 576;
    return { ends: [Math.min(first, all), Math.min(second, all), all], tables, quadTable };
  }

  /** Keeps the end of the main data for frames to come. */
  private keep(end: number): void {
    const from = Math.max(0, end - RESERVOIR);
    this.main.copyWithin(0, from, end);
    this.reservoir = end - from;
  }
}
