/** The three headers of Vorbis as Matroska and MP4 keep them: two lengths in Xiph's lacing, then all three. */
export function xiphHeaders(bytes: Uint8Array): Uint8Array[] | undefined {
  if (bytes[0] !== 2) return undefined;
  const lengths: number[] = [];
  let at = 1;
  while (lengths.length < 2 && at < bytes.length) {
    let length = 0;
    for (; bytes[at] === 255; at++) length += 255;
    lengths.push(length + (bytes[at++] ?? 0));
  }
  const [first = 0, second = 0] = lengths;
  if (at + first + second >= bytes.length) return undefined;
  const parts = [bytes.slice(at, at + first), bytes.slice(at + first, at + first + second)];
  return [...parts, bytes.slice(at + first + second)];
}
