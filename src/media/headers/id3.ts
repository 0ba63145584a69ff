/** Bytes of an ID3v2 tag at the front, its footer included; 0 when there is none. Needs the first ten bytes. */
export function id3Length(bytes: Uint8Array): number {
  const [i, d, three, , , flags = 0, a = 0, b = 0, c = 0, e = 0] = bytes;
  if (i !== 0x49 || d !== 0x44 || three !== 0x33) return 0;
  const size = ((a & 127) << 21) | ((b & 127) << 14) | ((c & 127) << 7) | (e & 127);
  return 10 + size + ((flags & 0x10) !== 0 ? 10 : 0);
}
