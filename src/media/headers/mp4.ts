import { big } from './bytes.ts';
import { chunkName } from './chunk-name.ts';

/** The movie header's duration, when `moov` lies within the bytes (at the front of the file, or the file is short). */
export function mp4Duration(head: Uint8Array): number | undefined {
  if (chunkName(head, 4) !== 'ftyp') return undefined;
  const moov = findBox(head, 0, head.length, 'moov');
  const header = moov && findBox(head, moov.from, Math.min(moov.to, head.length), 'mvhd');
  if (header === undefined) return undefined;
  const long = head[header.from] === 1;
  const scale = big(head, header.from + (long ? 20 : 12), 4);
  return big(head, header.from + (long ? 24 : 16), long ? 8 : 4) / scale;
}

/** The body of the first box of that name between two places. */
function findBox(
  bytes: Uint8Array,
  from: number,
  to: number,
  name: string,
): { from: number; to: number } | undefined {
  for (let at = from; at + 8 <= to; ) {
    const short = big(bytes, at, 4);
    const header = short === 1 ? 16 : 8;
    const size = short === 1 ? big(bytes, at + 8, 8) : short;
    if (chunkName(bytes, at + 4) === name) return { from: at + header, to: at + size };
    if (size < header) return undefined;
    at += size;
  }
  return undefined;
}
