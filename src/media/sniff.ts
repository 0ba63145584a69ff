import { type AudioSource, UnusableAudio } from '#domain/ports/audio.ts';
import type { Format } from './formats.ts';
import { findAdtsFrame } from './headers/adts.ts';
import { chunkName } from './headers/chunk-name.ts';
import { id3Length } from './headers/id3.ts';
import { findMpegFrame } from './headers/mpeg.ts';
import { isEnhanced, nameUnread, READ } from './names.ts';

/** Bytes looked at: junk before an mp3's first frame is seldom longer. */
const LOOK = 64 * 1024;
/** Some programs write a tag for each time a file is saved; more are made to do harm. */
const MOST_TAGS = 64;
/** Zeros between a tag and the sound, over which some taggers leave room to grow. */
const MOST_PADDING = 64 * LOOK;

/** The format by content, and the file from where its tags end. Throws UnusableAudio for what is none that is read. */
export async function sniff(whole: AudioSource): Promise<{ format: Format; source: AudioSource }> {
  const { at, head } = await behindTags(whole);
  const source = at === 0 ? whole : from(whole, at);
  const format = formatOf(head);
  if (format !== undefined) return { format, source };
  const name = nameUnread(head);
  throw new UnusableAudio(
    name === undefined
      ? `The file is not audio in a known format (${READ}).`
      : `The file is ${name}, which Refrain does not read: send flac or wav, or another of ${READ}.`,
  );
}

/** Where a file's tags end, and what follows. */
async function behindTags(source: AudioSource): Promise<{ at: number; head: Uint8Array }> {
  let at = 0;
  let head = await source.read(0, LOOK);
  for (let tags = 0; tags < MOST_TAGS; tags++) {
    const tag = id3Length(head);
    if (tag === 0) break;
    at += tag;
    head = await source.read(at, at + LOOK);
    for (let padding = 0; padding < MOST_PADDING && head[0] === 0; ) {
      const zeros = head.findIndex((byte) => byte !== 0);
      // Four zeros may be the size with which an mp4 begins.
      if (zeros >= 0 && zeros < 4) break;
      padding += zeros < 0 ? head.length : zeros;
      at += zeros < 0 ? head.length : zeros;
      head = await source.read(at, at + LOOK);
    }
  }
  return { at, head };
}

/** A source without its first bytes: what comes behind a tag knows nothing of it, not even in its own places. */
function from(source: AudioSource, start: number): AudioSource {
  return {
    size: source.size - start,
    async *stream() {
      let skip = start;
      for await (const chunk of source.stream()) {
        if (chunk.length > skip) yield chunk.subarray(skip);
        skip = Math.max(0, skip - chunk.length);
      }
    },
    read: (at, end) => source.read(start + at, start + end),
  };
}

/** Names with which a file begins, by format. */
const BEGINNINGS: readonly [name: string, Format][] = [
  ['fLaC', 'flac'],
  ['OggS', 'ogg'],
  ['caff', 'caf'],
  ['.snd', 'au'],
  ['riff', 'w64'],
  ['\x1aE\xdf\xa3', 'matroska'],
  ['0&\xb2u', 'asf'],
  ['wvpk', 'wavpack'],
  ['TTA1', 'tta'],
  ['MPCK', 'musepack'],
  ['MP+\x07', 'musepack'],
  ['MP+\x17', 'musepack'],
  ['#!AM', 'amr'],
  ['\x0b\x77', 'ac3'],
  ['\x7f\xfe\x80\x01', 'dts'],
  ['\xfe\x7f\x01\x80', 'dts'],
  ['\x1f\xff\xe8\x00', 'dts'],
  ['\xff\x1f\x00\xe8', 'dts'],
];

/** What the first box of an mp4 or mov is called. */
const BOXES = ['ftyp', 'moov', 'mdat', 'free', 'wide', 'skip', 'pnot', 'styp'];

function formatOf(head: Uint8Array): Format | undefined {
  const name = chunkName(head, 0);
  const kind = chunkName(head, 8);
  if (['RIFF', 'RF64', 'BW64'].includes(name) && kind === 'WAVE') return 'wav';
  if (name === 'FORM' && (kind === 'AIFF' || kind === 'AIFC')) return 'aiff';
  for (const [beginning, format] of BEGINNINGS)
    if (name.startsWith(beginning)) return format === 'ac3' && isEnhanced(head) ? undefined : format;
  if (BOXES.includes(chunkName(head, 4))) return 'container';
  // What is known as something else is not looked through for frames, which any large file has by chance.
  if (nameUnread(head) !== undefined) return undefined;
  const adts = findAdtsFrame(head);
  const mpeg = findMpegFrame(head);
  if (adts !== undefined && (mpeg === undefined || adts < mpeg.at)) return 'adts';
  return mpeg === undefined ? undefined : 'mp3';
}
