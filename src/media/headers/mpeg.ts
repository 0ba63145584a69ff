/** One MPEG audio frame's header. */
export interface MpegFrame {
  /** Where it begins in the bytes looked at. */
  readonly at: number;
  readonly layer: number;
  /** 1, 2 or 2.5. */
  readonly version: number;
  readonly bitRate: number;
  readonly rate: number;
  readonly channels: number;
  readonly samples: number;
  /** Bytes with the header. */
  readonly length: number;
}

const RATES = [44100, 48000, 32000];
/** Kilobits a second by index, for MPEG 1 layers I, II, III and MPEG 2 layer I, layers II and III. */
const KILOBITS = [
  [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
] as const;

/** The header at `at`; undefined when it is none (free format is not read). Source: ISO 11172-3 §2.4.1.3. */
export function mpegFrame(bytes: Uint8Array, at: number): MpegFrame | undefined {
  const second = bytes[at + 1] ?? 0;
  const third = bytes[at + 2] ?? 0;
  const fourth = bytes[at + 3];
  if (bytes[at] !== 0xff || (second & 0xe0) !== 0xe0 || fourth === undefined) return undefined;
  const versionCode = (second >> 3) & 3;
  const layer = 4 - ((second >> 1) & 3);
  const base = RATES[(third >> 2) & 3];
  const index = third >> 4;
  if (versionCode === 1 || layer === 4 || base === undefined || index === 0 || index === 15) return undefined;
  const version = versionCode === 3 ? 1 : versionCode === 2 ? 2 : 2.5;
  const rate = version === 1 ? base : version === 2 ? base / 2 : base / 4;
  const row = version === 1 ? layer - 1 : layer === 1 ? 3 : 4;
  const bitRate = (KILOBITS[row]?.[index] ?? 0) * 1000;
  const samples = layer === 1 ? 384 : layer === 3 && version !== 1 ? 576 : 1152;
  const padding = (third >> 1) & 1;
  const length =
    layer === 1
      ? (Math.floor((12 * bitRate) / rate) + padding) * 4
      : Math.floor(((samples / 8) * bitRate) / rate) + padding;
  return { at, layer, version, bitRate, rate, channels: fourth >> 6 === 3 ? 1 : 2, samples, length };
}

/** The first frame header that two more of its kind follow where it says (or the end of the bytes). */
export function findMpegFrame(bytes: Uint8Array): MpegFrame | undefined {
  for (let at = bytes.indexOf(0xff); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const frame = mpegFrame(bytes, at);
    if (frame !== undefined && followed(bytes, frame)) return frame;
  }
  return undefined;
}

/** Whether two headers are of one stream; its bit rate may vary, and one channel may stand in for two. */
export const isAlike = (a: MpegFrame, b: MpegFrame): boolean =>
  a.layer === b.layer && a.version === b.version && a.rate === b.rate;

function followed(bytes: Uint8Array, first: MpegFrame): boolean {
  let frame = first;
  for (let more = 0; more < 2; more++) {
    const next = frame.at + frame.length;
    // A file of a single frame, or cut in its second, still counts when it begins with one.
    if (next + 4 > bytes.length) return first.at === 0 || more > 0;
    const following = mpegFrame(bytes, next);
    if (following === undefined || !isAlike(first, following)) return false;
    frame = following;
  }
  return true;
}
