import type { Pcm } from './music.ts';
import { companded, interleaved, mulaw } from './samples.ts';

const SAMPLE = { sowt: 2, ulaw: 1 };

/** A box of this name around its parts. */
function box(name: string, ...parts: readonly Uint8Array[]): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(8 + parts.reduce((sum, part) => sum + part.length, 0));
  return Buffer.concat([size, Buffer.from(name, 'latin1'), ...parts]);
}

/** Big-endian numbers of 4 bytes. */
const numbers = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => {
    bytes.writeUInt32BE(value >>> 0, 4 * i);
  });
  return bytes;
};

/** A description of sound, by QuickTime's version 0 (QuickTime File Format, "Sound Sample Descriptions"). */
function description(kind: string, channels: number, rate: number): Buffer {
  const body = Buffer.alloc(28);
  body.writeUInt16BE(1, 6);
  body.writeUInt16BE(channels, 16);
  body.writeUInt16BE(16, 18);
  body.writeUInt32BE(rate * 65_536, 24);
  return box(kind, body);
}

/** A track of one chunk that begins at `at`. */
function track(id: number, entry: Buffer, rate: number, samples: number, size: number, at: number): Buffer {
  const tables = box(
    'stbl',
    box('stsd', numbers(0, 1), entry),
    box('stts', numbers(0, 1, samples, 1)),
    box('stsc', numbers(0, 1, 1, samples, 1)),
    box('stsz', numbers(0, size, samples)),
    box('stco', numbers(0, 1, at)),
  );
  const header = Buffer.alloc(84);
  header.writeUInt32BE(id, 12);
  return box(
    'trak',
    box('tkhd', header),
    box(
      'mdia',
      box('mdhd', numbers(0, 0, 0, rate, samples, 0)),
      box('hdlr', numbers(0), Buffer.from('mhlrsoun'), Buffer.alloc(13)),
      box('minf', box('smhd', Buffer.alloc(8)), tables),
    ),
  );
}

/**
 * A MOV file of plain samples in one chunk: 16 bits little-endian, or µ-law of silence and square waves. `first`: the
 * codec of a track before it that nobody can read.
 */
export function toMov(pcm: Pcm, kind: keyof typeof SAMPLE, first?: string): Uint8Array {
  const { channels, sampleRate } = pcm;
  const length = channels[0]?.length ?? 0;
  const frame = SAMPLE[kind] * channels.length;
  const samples = kind === 'sowt' ? interleaved(pcm, true) : companded(pcm, mulaw);
  const mdat = box('mdat', samples);
  const start = 16 + 8;
  const entry = description(kind, channels.length, sampleRate);
  const unread = first === undefined ? [] : [track(1, description(first, 1, 8000), 8000, 100, 1, start)];
  const moov = box(
    'moov',
    box('mvhd', numbers(0, 0, 0, sampleRate, length), Buffer.alloc(80)),
    ...unread,
    track(2, entry, sampleRate, length, frame, start),
  );
  return new Uint8Array(Buffer.concat([box('ftyp', Buffer.from('qt  \0\0\0\0', 'latin1')), mdat, moov]));
}
