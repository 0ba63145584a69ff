import { little } from './bytes.ts';
import { chunkName } from './chunk-name.ts';

/** Ogg pages are at most this long: a last page farther from the end is not the file's last. */
const LONGEST_PAGE = 65_307;
/** All bits set: no packet ends on the page. */
const NO_POSITION = 2 ** 63;

/** The last page's position, when the bytes reach to the end of the file. */
export function oggDuration(head: Uint8Array, size: number): number | undefined {
  if (chunkName(head, 0) !== 'OggS' || head.length < size) return undefined;
  const body = 27 + (head[26] ?? 0);
  const opus = chunkName(head, body) === 'Opus';
  if (!opus && chunkName(head, body + 1) !== 'vorb') return undefined;
  const rate = opus ? 48_000 : little(head, body + 12, 4);
  const preSkip = opus ? little(head, body + 10, 2) : 0;
  for (let at = head.length - 27; at >= Math.max(0, head.length - LONGEST_PAGE); at--) {
    if (head[at] !== 0x4f || chunkName(head, at) !== 'OggS') continue;
    const position = little(head, at + 6, 8);
    if (position < NO_POSITION) return (position - preSkip) / rate;
  }
  return undefined;
}
