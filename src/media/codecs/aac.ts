import { AAC_PLACES, weightsOf } from '#media/surround.ts';
import type { Codec } from './codec.ts';
import { optional } from './optional.ts';

/** Object types of AudioSpecificConfig (ISO/IEC 14496-3 Table 1.17): SBR, and SBR with parametric stereo. */
const SBR = 5;
const PARAMETRIC_STEREO = 29;

/** From where the sound is wanted, and for how long at most: seconds of the track's own time. */
interface Window {
  readonly start: number;
  readonly duration?: number;
}

/** Bodies of the boxes of an MP4 track that tell of it. */
type Boxes = Readonly<Record<'elst' | 'mdhd' | 'stts' | 'mvhd', Uint8Array | undefined>>;

/** What of a track is its encoder's priming and padding, by its edit list; undefined without one. */
export async function aacWindow(boxes: Boxes, config: Uint8Array): Promise<Window | undefined> {
  const { gapless } = await optional('AAC', () => import('@audio/decode-aac'));
  const { elst, mdhd, stts, mvhd } = boxes;
  if (elst === undefined || mdhd === undefined || mvhd === undefined) return undefined;
  return gapless({ elst, mdhd, mvhd, ...(stts && { stts }), asc: config }) ?? undefined;
}

/**
 * AAC by FAAD2 (GPL-2.0, an optional dependency), from raw frames with the track's AudioSpecificConfig, or from ADTS
 * frames without. `window` says what of the sound is priming and padding.
 */
export async function aacCodec(config?: Uint8Array, window: Window = { start: 0 }): Promise<Codec> {
  const { decoder: create } = await optional('AAC', () => import('@audio/decode-aac'));
  const decoder = await create(config && { asc: readable(config) });
  let trim: ReturnType<typeof trimmer> | undefined;
  return {
    format: 'aac',
    lossless: false,
    kind: 'float',
    batch: 1,
    weights: (channels) => weightsOf(AAC_PLACES[channels]),
    decode([frame = new Uint8Array(0)]) {
      const { channelData, sampleRate } = decoder.decode(config ? [frame] : frame);
      const length = channelData[0]?.length ?? 0;
      // FAAD2 keeps its first frame to itself.
      if (length === 0 && trim !== undefined) throw new Error('a frame that cannot be decoded');
      if (length === 0) return { channelData, sampleRate };
      const begun = trim ?? trimmer(window, length, sampleRate);
      const padded =
        trim === undefined ? channelData.map((plane) => behind(begun.withheld, plane)) : channelData;
      trim = begun;
      return { channelData: begun.cut(padded), sampleRate };
    },
    free: () => decoder.free(),
  };
}

/** Samples by which FAAD2's SBR comes late, which other decoders make up for. */
const SBR_DELAY = 962;
/** Samples of a frame without SBR, which doubles them. */
const FRAME = 1024;

/** Cuts the stream of sound, first frame included, to its window. */
function trimmer({ start, duration = Number.POSITIVE_INFINITY }: Window, frame: number, rate: number) {
  let skip = Math.round(start * rate);
  let left = duration * rate;
  return {
    withheld: frame - (frame > FRAME ? SBR_DELAY : 0),
    cut(channels: readonly Float32Array[]): Float32Array[] {
      const length = channels[0]?.length ?? 0;
      const from = Math.min(length, skip);
      const to = Math.min(length, from + Math.round(left));
      skip -= from;
      left -= to - from;
      return channels.map((plane) => plane.subarray(from, to));
    },
  };
}

/** A plane behind so many samples of silence. */
function behind(silence: number, plane: Float32Array): Float32Array {
  const both = new Float32Array(silence + plane.length);
  both.set(plane, silence);
  return both;
}

/**
 * FAAD2 does not know parametric stereo by its object type, but finds it in the frames of SBR, which lie behind the
 * same configuration.
 */
function readable(config: Uint8Array): Uint8Array {
  const [first = 0] = config;
  if (first >> 3 !== PARAMETRIC_STEREO) return config;
  const changed = config.slice();
  changed[0] = (SBR << 3) | (first & 7);
  return changed;
}
