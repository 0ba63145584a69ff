/** What a frame says of itself; `rate` and `bits` 0 mean "as the file's header says". */
export interface FrameHeader {
  readonly blockSize: number;
  readonly rate: number;
  /** 0–7: that many channels less one, apart; 8–10: left and side, side and right, mid and side. */
  readonly assignment: number;
  readonly bits: number;
  /** Bytes of the header with its checksum. */
  readonly length: number;
}

const RATES = [0, 88200, 176400, 192000, 8000, 16000, 22050, 24000, 32000, 44100, 48000, 96000];
const BITS = [0, 8, 12, -1, 16, 20, 24, 32];

/** A header is at most this long. */
export const HEADER_BYTES = 16;

/** Reads the frame header at `at` (RFC 9639 §9.1); undefined when there is none with a right checksum. */
export function readFrameHeader(bytes: Uint8Array, at: number): FrameHeader | undefined {
  const byte = (i: number) => bytes[at + i] ?? 0;
  if (byte(0) !== 0xff || (byte(1) & 0xfe) !== 0xf8 || (byte(3) & 1) !== 0) return undefined;
  const sizeCode = byte(2) >> 4;
  const rateCode = byte(2) & 15;
  const assignment = byte(3) >> 4;
  const bits = BITS[(byte(3) >> 1) & 7] ?? -1;
  if (sizeCode === 0 || rateCode === 15 || assignment > 10 || bits < 0) return undefined;
  let next = 4 + numberLength(byte(4));
  let blockSize = sizeCode === 1 ? 192 : sizeCode < 6 ? 144 << sizeCode : 1 << sizeCode;
  if (sizeCode === 6) blockSize = byte(next++) + 1;
  else if (sizeCode === 7) {
    blockSize = ((byte(next) << 8) | byte(next + 1)) + 1;
    next += 2;
  }
  let rate = RATES[rateCode] ?? 0;
  if (rateCode === 12) rate = byte(next++) * 1000;
  else if (rateCode > 12) {
    rate = ((byte(next) << 8) | byte(next + 1)) * (rateCode === 14 ? 10 : 1);
    next += 2;
  }
  if (at + next >= bytes.length || checksum(bytes, at, at + next) !== byte(next)) return undefined;
  return { blockSize, rate, assignment, bits, length: next + 1 };
}

/** Bytes of the frame or sample number, coded like UTF-8. */
function numberLength(first: number): number {
  return first < 0x80 ? 1 : Math.min(7, Math.clz32(~(first << 24)));
}

/** CRC-8 with polynomial x⁸ + x² + x + 1. */
function checksum(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0;
  for (let i = from; i < to; i++) {
    crc ^= bytes[i] as number;
    for (let bit = 0; bit < 8; bit++) crc = ((crc << 1) ^ (crc & 0x80 ? 0x07 : 0)) & 255;
  }
  return crc;
}
