import { Bits } from './bits.ts';

/** What a frame says of one granule of one channel. Names as in ISO 11172-3 §2.4.1.7. */
export interface Granule {
  readonly part23Length: number;
  readonly bigValues: number;
  readonly globalGain: number;
  readonly scaleFactorCompress: number;
  /** 0 normal, 1 start, 2 three short windows, 3 stop. */
  readonly blockType: number;
  readonly mixed: boolean;
  readonly tables: readonly number[];
  readonly subblockGain: readonly number[];
  /** Scale factor bands in the first two regions of the big values. */
  readonly regions: readonly [number, number];
  readonly preflag: boolean;
  readonly scale: number;
  readonly quadTable: number;
}

interface SideInfo {
  /** Bytes before this frame's own at which its main data begins. */
  readonly mainDataBegin: number;
  /** For each channel, the four groups whose scale factors the second granule shares. */
  readonly shared: readonly number[];
  /** By granule, then channel. */
  readonly granules: readonly (readonly Granule[])[];
}

/** Bytes of side information. */
export function sideInfoLength(channels: number): number {
  return channels === 1 ? 17 : 32;
}

/** Reads the side information of an MPEG 1 frame. */
export function readSideInfo(bytes: Uint8Array, channels: number): SideInfo {
  const bits = new Bits(bytes);
  const mainDataBegin = bits.read(9);
  bits.read(channels === 1 ? 5 : 3);
  const shared = [bits.read(4)];
  if (channels === 2) shared.push(bits.read(4));
  const readGranules = () => (channels === 1 ? [readGranule(bits)] : [readGranule(bits), readGranule(bits)]);
  return { mainDataBegin, shared, granules: [readGranules(), readGranules()] };
}

const NO_GAIN = [0, 0, 0];

function readGranule(bits: Bits): Granule {
  const part23Length = bits.read(12);
  const bigValues = bits.read(9);
  const globalGain = bits.read(8);
  const scaleFactorCompress = bits.read(4);
  const switched = bits.read(1) === 1;
  const blockType = switched ? bits.read(2) : 0;
  const mixed = switched && bits.read(1) === 1;
  const tables = [bits.read(5), bits.read(5)];
  if (!switched) tables.push(bits.read(5));
  const subblockGain = switched ? [bits.read(3), bits.read(3), bits.read(3)] : NO_GAIN;
  const regions: [number, number] = switched ? [7, 36] : [bits.read(4), bits.read(3)];
  const preflag = bits.read(1) === 1;
  const scale = bits.read(1) === 1 ? 1 : 0.5;
  const quadTable = bits.read(1);
  return {
    part23Length,
    bigValues,
    globalGain,
    scaleFactorCompress,
    blockType,
    mixed,
    tables,
    subblockGain,
    regions,
    preflag,
    scale,
    quadTable,
  };
}
