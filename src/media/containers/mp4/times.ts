import { big } from '#media/headers/bytes.ts';
import type { Mp4Track } from './track.ts';

/** A time of −1 says that an edit plays nothing. */
const UNKNOWN = 2 ** 31;
const mediaTime = (elst: Uint8Array) => big(elst, elst[0] === 1 ? 16 : 12, elst[0] === 1 ? 8 : 4);

/** Seconds before the first that an edit list plays. */
export function startOf(table: Mp4Track | undefined): number {
  const { elst, mdhd } = boxesOf(table);
  if (elst === undefined || mdhd === undefined || big(elst, 4, 4) !== 1) return 0;
  const start = mediaTime(elst);
  return start < UNKNOWN ? start / timescale(mdhd) : 0;
}

/** Seconds that a track's header and edit list tell of. */
export function promisedOf(table: Mp4Track | undefined): number {
  const { mdhd, elst, mvhd } = boxesOf(table);
  const media = mdhd && headerSeconds(mdhd);
  if (media === undefined) return 0;
  if (elst === undefined || mvhd === undefined) return media;
  // An empty edit, which is a pause, or several: the media's own length is what is there.
  if (big(elst, 4, 4) !== 1 || mediaTime(elst) >= UNKNOWN) return media;
  const edit = big(elst, 8, elst[0] === 1 ? 8 : 4) / timescale(mvhd);
  return edit > 0 ? Math.min(edit, media) : media;
}

const timescale = (header: Uint8Array) => big(header, header[0] === 1 ? 20 : 12, 4) || 1;
const headerSeconds = (header: Uint8Array) =>
  big(header, header[0] === 1 ? 24 : 16, header[0] === 1 ? 8 : 4) / timescale(header);

/** Bodies of the boxes that tell of a track's length; a table that is not as long as it says is left out. */
export function boxesOf(table: Mp4Track | undefined) {
  const bodyOf = (name: string) => table?.boxes.get(name)?.body;
  const whole = (name: string, entry: number) => {
    const body = bodyOf(name);
    return body !== undefined && body.length >= 8 + entry * big(body, 4, 4) ? body : undefined;
  };
  const isLong = bodyOf('elst')?.[0] === 1;
  return {
    elst: whole('elst', isLong ? 20 : 12),
    stts: whole('stts', 8),
    mdhd: bodyOf('mdhd'),
    mvhd: bodyOf('mvhd'),
  };
}
