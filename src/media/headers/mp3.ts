import { big } from './bytes.ts';
import { chunkName } from './chunk-name.ts';
import { id3Length } from './id3.ts';
import { findMpegFrame, type MpegFrame } from './mpeg.ts';

/** Junk before the first frame is looked through this far. */
const LOOK = 64 * 1024;
const VBRI_AT = 36;

/** Frames told by a Xing, Info or VBRI header times their length; else the size over the first frame's bit rate. */
export function mp3Duration(head: Uint8Array, size: number): number | undefined {
  const tag = id3Length(head);
  const bytes = head.subarray(tag, tag + LOOK);
  const frame = findMpegFrame(bytes);
  if (frame === undefined) return undefined;
  const frames = framesTold(bytes, frame);
  if (frames !== undefined) return (frames * frame.samples) / frame.rate;
  return ((size - tag - frame.at) * 8) / frame.bitRate;
}

/** Frames that a Xing, Info or VBRI header in the first frame tells of; undefined without one. */
export function framesTold(bytes: Uint8Array, frame: MpegFrame): number | undefined {
  const sideInfo = frame.version === 1 ? (frame.channels === 1 ? 17 : 32) : frame.channels === 1 ? 9 : 17;
  const xing = frame.at + 4 + sideInfo;
  const name = chunkName(bytes, xing);
  if ((name === 'Xing' || name === 'Info') && (big(bytes, xing + 4, 4) & 1) === 1)
    return big(bytes, xing + 8, 4);
  const vbri = frame.at + VBRI_AT;
  return chunkName(bytes, vbri) === 'VBRI' ? big(bytes, vbri + 14, 4) : undefined;
}
