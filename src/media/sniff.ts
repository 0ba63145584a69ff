import type { AudioSource } from '#domain/ports/audio.ts';
import { chunkName } from '#media/headers/chunk-name.ts';
import { id3Length } from '#media/headers/id3.ts';
import { findMpegFrame } from '#media/headers/mpeg.ts';

/** The formats told apart, each with a decoder of its own. */
export type Format =
  | 'wav'
  | 'aiff'
  | 'flac'
  | 'vorbis'
  | 'opus'
  | 'ogg-flac'
  | 'mp3'
  | 'adts'
  | 'container'
  | 'wma';

/** Bytes looked at: junk before an mp3's first frame is seldom longer. */
const LOOK = 64 * 1024;

/** The format by content; undefined when it is none that is known. */
export async function sniff(source: AudioSource): Promise<Format | undefined> {
  const head = await source.read(0, LOOK);
  const tag = id3Length(head);
  if (tag === 0) return formatOf(head);
  const rest = await source.read(tag, tag + LOOK);
  return formatOf(rest);
}

function formatOf(head: Uint8Array): Format | undefined {
  const name = chunkName(head, 0);
  const kind = chunkName(head, 8);
  if ((name === 'RIFF' || name === 'RF64') && kind === 'WAVE') return 'wav';
  if (name === 'FORM' && (kind === 'AIFF' || kind === 'AIFC')) return 'aiff';
  if (name === 'fLaC') return 'flac';
  if (name === 'OggS') return oggFormat(head);
  if (chunkName(head, 4) === 'ftyp' || name === '\x1aE\xdf\xa3') return 'container';
  if (['moov', 'mdat', 'free', 'wide', 'skip'].includes(chunkName(head, 4))) return 'container';
  if (name === '0&\xb2u') return 'wma';
  if (isAdts(head)) return 'adts';
  return findMpegFrame(head) === undefined ? undefined : 'mp3';
}

function oggFormat(head: Uint8Array): Format | undefined {
  const body = 27 + (head[26] ?? 0);
  const codec = String.fromCharCode(...head.subarray(body, body + 8));
  if (codec === 'OpusHead') return 'opus';
  if (codec.startsWith('\x01vorbis')) return 'vorbis';
  return codec.startsWith('\x7fFLAC') ? 'ogg-flac' : undefined;
}

/** Two ADTS headers, the second where the first says. */
function isAdts(head: Uint8Array): boolean {
  const sync = (at: number) => head[at] === 0xff && ((head[at + 1] ?? 0) & 0xf6) === 0xf0;
  if (!sync(0)) return false;
  const length = (((head[3] ?? 0) & 3) << 11) | ((head[4] ?? 0) << 3) | ((head[5] ?? 0) >> 5);
  return length >= 7 && sync(length);
}
