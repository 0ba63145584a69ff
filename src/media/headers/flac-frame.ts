import { big } from './bytes.ts';
import { chunkName } from './chunk-name.ts';
import { crc8 } from './crc.ts';

/** `fLaC`, the header of the first block, and STREAMINFO. */
export const FLAC_HEADER = 42;

/** What STREAMINFO says (RFC 9639 §8.2). */
export interface FlacInfo {
  /** These bytes, as if no other block followed. */
  readonly header: Uint8Array;
  readonly longestBlock: number;
  readonly rate: number;
  readonly channels: number;
  readonly bits: number;
  /** Samples of each channel; 0 when not told. */
  readonly samples: number;
  /** Where its channels' speakers stand, as WAVEFORMATEXTENSIBLE has it; 0 when not told. */
  readonly mask: number;
}

/** The comment in which encoders note speakers that are not those of so many channels (RFC 9639 §8.6.2). */
const MASK = 'WAVEFORMATEXTENSIBLE_CHANNEL_MASK=0X';
const VORBIS_COMMENT = 4;

/** The first bytes of a FLAC stream; undefined when they are none. */
export function flacInfo(bytes: Uint8Array): FlacInfo | undefined {
  if (bytes.length < FLAC_HEADER || chunkName(bytes, 0) !== 'fLaC' || ((bytes[4] ?? 0) & 127) !== 0)
    return undefined;
  const header = bytes.slice(0, FLAC_HEADER);
  header[4] = 128;
  const rate = big(bytes, 18, 3) >>> 4;
  if (rate === 0) return undefined;
  return {
    header,
    longestBlock: big(bytes, 10, 2),
    rate,
    channels: (((bytes[20] ?? 0) >> 1) & 7) + 1,
    bits: ((((bytes[20] ?? 0) & 1) << 4) | ((bytes[21] ?? 0) >> 4)) + 1,
    samples: (big(bytes, 21, 1) % 16) * 2 ** 32 + big(bytes, 22, 4),
    mask: maskOf(bytes),
  };
}

/** The mask in the comments among the blocks that are there. */
function maskOf(bytes: Uint8Array): number {
  for (let at = 4, isLast = false; !isLast && at + 4 <= bytes.length; at += 4 + big(bytes, at + 1, 3)) {
    isLast = (bytes[at] ?? 0) >= 128;
    if (((bytes[at] ?? 0) & 127) !== VORBIS_COMMENT) continue;
    const comments = Buffer.from(bytes.subarray(at + 4, at + 4 + big(bytes, at + 1, 3))).toString('latin1');
    const told = comments.toUpperCase().indexOf(MASK);
    if (told >= 0)
      return Number.parseInt(comments.slice(told + MASK.length, told + MASK.length + 8), 16) || 0;
  }
  return 0;
}

/** A frame's header (RFC 9639 §9.1). */
export interface FlacFrame {
  /** The frame's number, or that of its first sample where block sizes vary. */
  readonly number: number;
  readonly isVariable: boolean;
  /** Samples of each channel. */
  readonly block: number;
  /** How its channels lie in it (§9.1.3). */
  readonly assignment: number;
  /** Bytes of the header. */
  readonly length: number;
}

/** Bytes of the longest header. */
export const LONGEST_FRAME_HEADER = 16;
const RATES = [0, 88200, 176400, 192000, 8000, 16000, 22050, 24000, 32000, 44100, 48000, 96000];
const BITS = [0, 8, 12, 0, 16, 20, 24, 32];

/** The header at `at`, when it is whole, its checksum right and it is of this stream; else undefined. */
export function flacFrame(bytes: Uint8Array, at: number, info: FlacInfo): FlacFrame | undefined {
  const second = bytes[at + 1] ?? 0;
  const third = bytes[at + 2] ?? 0;
  const fourth = bytes[at + 3] ?? 0;
  if (bytes[at] !== 0xff || (second & 0xfe) !== 0xf8 || (fourth & 1) !== 0) return undefined;
  const blockCode = third >> 4;
  const rateCode = third & 15;
  const bitsCode = (fourth >> 1) & 7;
  const assignment = fourth >> 4;
  if (blockCode === 0 || rateCode === 15 || bitsCode === 3 || assignment > 10) return undefined;
  if ((assignment < 8 ? assignment + 1 : 2) !== info.channels) return undefined;
  if (bitsCode !== 0 && BITS[bitsCode] !== info.bits) return undefined;
  const extra = leadingOnes(bytes[at + 4] ?? 0);
  if (extra === 1 || extra > 7) return undefined;
  const numberEnd = at + 4 + Math.max(1, extra);
  const blockEnd = numberEnd + (blockCode === 6 ? 1 : blockCode === 7 ? 2 : 0);
  const end = blockEnd + (rateCode === 12 ? 1 : rateCode > 12 ? 2 : 0);
  if (end >= bytes.length || crc8(bytes, at, end) !== bytes[end]) return undefined;
  const told = big(bytes, blockEnd, rateCode === 12 ? 1 : 2);
  const rate =
    rateCode < 12 ? RATES[rateCode] : rateCode === 12 ? told * 1000 : rateCode === 13 ? told : told * 10;
  if (rateCode !== 0 && rate !== info.rate) return undefined;
  const block =
    blockCode === 1
      ? 192
      : blockCode < 6
        ? 144 << blockCode
        : blockCode < 8
          ? big(bytes, numberEnd, blockEnd - numberEnd) + 1
          : 1 << blockCode;
  const number = codedNumber(bytes, at + 4, extra);
  return { number, isVariable: (second & 1) === 1, block, assignment, length: end + 1 - at };
}

const leadingOnes = (byte: number): number => Math.clz32(~(byte << 24));

/** A number as UTF-8 codes it, but of up to 36 bits. */
function codedNumber(bytes: Uint8Array, at: number, length: number): number {
  const first = bytes[at] ?? 0;
  if (length === 0) return first;
  let value = length >= 7 ? 0 : first & (127 >> length);
  for (let i = 1; i < length; i++) value = value * 64 + ((bytes[at + i] ?? 0) & 63);
  return value;
}
