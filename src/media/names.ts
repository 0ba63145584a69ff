import type { Format } from './formats.ts';
import { chunkName } from './headers/chunk-name.ts';

/** The formats that are read, in a sentence. */
export const READ = 'mp3, wav, flac, ogg, opus, m4a, aac, aiff, caf, wma or webm';

const NAMES: Record<Format, string> = {
  wav: 'a wav file',
  w64: 'a w64 file',
  aiff: 'an aiff file',
  caf: 'a caf file',
  au: 'an au file',
  flac: 'a flac file',
  ogg: 'an ogg file',
  mp3: 'an mp3',
  adts: 'an aac file',
  container: 'an mp4, m4a or mov file',
  matroska: 'a webm or mka file',
  asf: 'a wma file',
  wavpack: 'a WavPack file',
  tta: 'a TTA file',
  musepack: 'a Musepack file',
  amr: 'an AMR file',
  ac3: 'an AC-3 file',
  dts: 'a DTS file',
};

/** A format as people call a file of it. */
export const nameOf = (format: Format): string => NAMES[format];

/** What files of other kinds begin with, and what they are. */
const UNREAD: readonly [beginning: string, name: string][] = [
  ['MAC ', "a Monkey's Audio file"],
  ['OFR ', 'an OptimFROG file'],
  ['tBaK', 'a TAK file'],
  ['ajkg', 'a Shorten file'],
  ['qoaf', 'a QOA file'],
  ['DSD ', 'a DSD file (dsf)'],
  ['FRM8', 'a DSD file (dff)'],
  ['.ra\xfd', 'a RealAudio file'],
  ['.RMF', 'a RealMedia file'],
  ['MThd', 'a MIDI file, which has notes and no sound'],
  ['Extended Module', 'a tracker module (xm)'],
  ['IMPM', 'a tracker module (it)'],
  ['TWIN', 'a TwinVQ file'],
  ['RIFX', 'a RIFX file, a wav in the other order of bytes'],
  ['NIST_1A', 'a NIST SPHERE file'],
  ['Creative Voice F', 'a Creative Voice file (voc)'],
  ['FLV\x01', 'a Flash video'],
  ['\x00\x00\x01\xba', 'an MPEG video'],
  ['\x00\x00\x01\xb3', 'an MPEG video'],
  ['PK\x03\x04', 'a zip archive'],
  ['Rar!', 'a rar archive'],
  ['7z\xbc\xaf', 'a 7z archive'],
  ['\x1f\x8b\x08', 'a gzip archive'],
  ['BZh', 'a bzip2 archive'],
  ['\xfd7zXZ', 'an xz archive'],
  ['\x28\xb5\x2f\xfd', 'a zstd archive'],
  ['%PDF', 'a PDF document'],
  ['\x89PNG', 'a picture (png)'],
  ['\xff\xd8\xff', 'a picture (jpeg)'],
  ['GIF8', 'a picture (gif)'],
  ['\x7fELF', 'a program'],
  ['MZ', 'a program'],
  ['\xcf\xfa\xed\xfe', 'a program'],
  ['\xce\xfa\xed\xfe', 'a program'],
  ['\xca\xfe\xba\xbe', 'a program'],
  ['\x00asm', 'a program'],
  ['!<arch>', 'a program library'],
  ['SQLite format 3', 'a database'],
  ['<!DOCTYPE', 'a web page'],
  ['<html', 'a web page'],
];

/** Forms of RIFF that hold no audio file. */
const RIFFS: Record<string, string> = {
  'AVI ': 'an AVI video',
  WEBP: 'a picture (webp)',
  RMID: 'a MIDI file',
};
/** A transport stream's packets begin with this byte, and are this long. */
const TS_SYNC = 0x47;
const TS_PACKET = 188;

/** Whether AC-3's first frame is one of E-AC-3, whose bit stream has another number (ETSI TS 102 366 §E.1.3). */
export const isEnhanced = (head: Uint8Array): boolean => (head[5] ?? 0) >> 3 > 10;

/** The longest frame of MPEG audio in which a length is not told, at 640 kbit/s and 32 kHz. */
const LONGEST_FREE = 2881;

/** Whether frames of layer III follow one another that are alike and do not tell how long they are. */
function isFreeFormat(head: Uint8Array): boolean {
  const isHeader = (at: number) =>
    head[at] === 0xff &&
    ((head[at + 1] ?? 0) & 0xe6) === 0xe2 &&
    head[at + 1] === head[1] &&
    ((head[at + 2] ?? 0xff) & 0xfd) === ((head[2] ?? 0) & 0x0d);
  const next = (at: number) => {
    for (let i = at + 24; i < at + LONGEST_FREE; i++) if (isHeader(i)) return i;
    return -1;
  };
  if (!isHeader(0)) return false;
  const second = next(0);
  const third = second < 0 ? -1 : next(second);
  // Frames differ by their padding, a byte.
  return third > 0 && Math.abs(third - 2 * second) <= 1;
}

/** What a file is that is none of the formats; undefined when its beginning does not tell. */
export function nameUnread(head: Uint8Array): string | undefined {
  const riff = chunkName(head, 0) === 'RIFF' ? RIFFS[chunkName(head, 8)] : undefined;
  if (riff !== undefined) return riff;
  const start = String.fromCharCode(...head.subarray(0, 16));
  const known = UNREAD.find(([beginning]) => start.startsWith(beginning));
  if (known !== undefined) return known[1];
  if (isFreeFormat(head)) return 'an mp3 of free format';
  if (start.startsWith('\x0b\x77') && isEnhanced(head)) return 'an E-AC-3 file';
  const isStream = [0, 1, 2, 3, 4].every((packet) => head[packet * TS_PACKET] === TS_SYNC);
  return isStream ? 'an MPEG transport stream' : undefined;
}
