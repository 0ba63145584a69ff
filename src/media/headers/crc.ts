/** A table of the remainders of all bytes, for a checksum of `bits` that begins with the highest bit. */
function tableOf(polynomial: number, bits: 8 | 16 | 32): Uint32Array {
  const top = 2 ** (bits - 1);
  const mask = 2 ** bits - 1;
  const shifted = (value: number) => (value >= top ? (value * 2) ^ polynomial : value * 2);
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte * 2 ** (bits - 8);
    for (let bit = 0; bit < 8; bit++) value = (shifted(value) & mask) >>> 0;
    return value;
  });
}

const CRC8 = tableOf(0x07, 8);
const CRC16 = tableOf(0x8005, 16);
const CRC32 = tableOf(0x04c11db7, 32);

/** Of a FLAC frame's header (RFC 9639 §9.1.8). */
export function crc8(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0;
  for (let i = from; i < to; i++) crc = CRC8[crc ^ (bytes[i] as number)] as number;
  return crc;
}

/** Of a FLAC frame (RFC 9639 §9.3), going on from `crc`: 0 over a whole frame with its own checksum. */
export function crc16(bytes: Uint8Array, from: number, to: number, crc: number): number {
  let sum = crc;
  for (let i = from; i < to; i++)
    sum = ((sum << 8) & 0xffff) ^ (CRC16[(sum >> 8) ^ (bytes[i] as number)] as number);
  return sum;
}

/** Of an Ogg page (RFC 3533 §6), whose own checksum counts as zeros. */
export function crc32(bytes: Uint8Array, from: number, to: number, crc = 0): number {
  let sum = crc;
  for (let i = from; i < to; i++)
    sum = (sum << 8) ^ (CRC32[((sum >>> 24) ^ (bytes[i] as number)) & 255] as number);
  return sum >>> 0;
}
