import type { Pcm } from './music.ts';

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
export function toMov({ channels, sampleRate }: Pcm, kind: keyof typeof SAMPLE, first?: string): Uint8Array {
  const length = channels[0]?.length ?? 0;
  const frame = SAMPLE[kind] * channels.length;
  const samples = Buffer.alloc(length * frame);
  for (let i = 0, at = 0; i < length; i++)
    for (const plane of channels) {
      const value = Math.round((plane[i] ?? 0) * 32_768);
      if (kind === 'sowt') samples.writeInt16LE(value, at);
      else samples[at] = mulaw(value);
      at += SAMPLE[kind];
    }
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

/** ITU-T G.711 µ-law. */
function mulaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const size = Math.min(Math.abs(sample), 32_635) + 132;
  const exponent = 31 - Math.clz32(size >> 7);
  return ~(sign | (exponent << 4) | ((size >> (exponent + 3)) & 15)) & 255;
}
