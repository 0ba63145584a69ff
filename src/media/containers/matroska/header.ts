import type { AudioSource } from '#domain/ports/audio.ts';
import { windowed } from '#media/containers/window.ts';
import { big } from '#media/headers/bytes.ts';
import { elementAt, LONGEST_HEADER } from './ebml.ts';

/** Identifiers of elements (RFC 9559 §5.1). */
const SEGMENT = 0x18538067;
const TRACKS = 0x1654ae6b;
const INFO = 0x1549a966;
const ENTRY = 0xae;
const NUMBER = 0xd7;
const TYPE = 0x83;
const CODEC = 0x86;
const PRIVATE = 0x63a2;
const RATE = 0xb5;
const CHANNELS = 0x9f;
const BITS = 0x6264;
const ALGORITHM = 0x4254;
const SETTINGS = 0x4255;
const SCALE = 0x2ad7b1;
const DURATION = 0x4489;
/** Elements that hold those: the entry, its audio, and its encodings. */
const OUTER = new Set([ENTRY, 0xe1, 0x6d80, 0x6240, 0x5034]);

const AUDIO = 2;
const MOST_ELEMENTS = 10_000;
const LONGEST_TRACKS = 4 * 1024 ** 2;
/** Times are in milliseconds, when it is not told otherwise. */
const USUAL_SCALE = 1_000_000;

/** An audio track, as the file tells of it. */
export interface MatroskaTrack {
  readonly number: number;
  /** "A_OPUS", "A_PCM/INT/LIT". */
  readonly codec: string;
  readonly config: Uint8Array;
  readonly rate: number;
  readonly channels: number;
  readonly bits: number;
  /** Bytes with which each of its frames begins and which were left out. */
  readonly stripped: Uint8Array;
  /** Whether its frames are compressed. */
  readonly isPacked: boolean;
}

export interface MatroskaHeader {
  readonly tracks: readonly MatroskaTrack[];
  /** Seconds; 0 when not told. */
  readonly duration: number;
}

/** What stands before the sound of a WebM or Matroska file. */
export async function matroskaHeader(source: AudioSource): Promise<MatroskaHeader> {
  const read = windowed(source);
  let tracks: MatroskaTrack[] = [];
  let duration = 0;
  let at = 0;
  for (let count = 0; count < MOST_ELEMENTS && at < source.size && tracks.length === 0; count++) {
    const element = elementAt(await read(at, LONGEST_HEADER), 0);
    if (element === undefined) break;
    const { id, header, size } = element;
    if (id === TRACKS && size <= LONGEST_TRACKS) tracks = tracksOf(await read(at + header, size));
    if (id === INFO && size <= LONGEST_TRACKS) duration = durationOf(await read(at + header, size));
    if (id !== SEGMENT && !Number.isFinite(size)) break;
    at += id === SEGMENT ? header : header + size;
  }
  return { tracks, duration };
}

type Fields = Map<number, Uint8Array>;

function tracksOf(bytes: Uint8Array): MatroskaTrack[] {
  const entries: Fields[] = [];
  let count = 0;
  const walk = (from: number, to: number) => {
    for (let at = from; at < to && count++ < MOST_ELEMENTS; ) {
      const element = elementAt(bytes, at);
      if (element === undefined) return;
      const start = at + element.header;
      const end = Math.min(to, start + element.size);
      if (element.id === ENTRY) entries.push(new Map());
      if (OUTER.has(element.id)) walk(start, end);
      else entries.at(-1)?.set(element.id, bytes.slice(start, end));
      at = end;
    }
  };
  walk(0, bytes.length);
  return entries.filter((fields) => whole(fields, TYPE, 0) === AUDIO).map(trackOf);
}

function trackOf(fields: Fields): MatroskaTrack {
  const algorithm = fields.has(SETTINGS) ? whole(fields, ALGORITHM, 0) : -1;
  return {
    number: whole(fields, NUMBER, 0),
    codec: Buffer.from(fields.get(CODEC) ?? [])
      .toString('latin1')
      .replace(/\0.*/s, ''),
    config: fields.get(PRIVATE) ?? new Uint8Array(0),
    rate: decimal(fields.get(RATE)) || 8000,
    channels: whole(fields, CHANNELS, 1),
    bits: whole(fields, BITS, 0),
    stripped: (algorithm === 3 ? fields.get(SETTINGS) : undefined) ?? new Uint8Array(0),
    isPacked: fields.has(ALGORITHM) && whole(fields, ALGORITHM, 0) !== 3,
  };
}

function durationOf(bytes: Uint8Array): number {
  const fields: Fields = new Map();
  for (let at = 0; at < bytes.length && fields.size < 1000; ) {
    const element = elementAt(bytes, at);
    if (element === undefined) break;
    fields.set(element.id, bytes.slice(at + element.header, at + element.header + element.size));
    at += element.header + element.size;
  }
  return (decimal(fields.get(DURATION)) * whole(fields, SCALE, USUAL_SCALE)) / 1e9;
}

function whole(fields: Fields, id: number, usual: number): number {
  const bytes = fields.get(id);
  return bytes === undefined || bytes.length > 8 ? usual : big(bytes, 0, bytes.length);
}

function decimal(bytes: Uint8Array | undefined): number {
  if (bytes?.length !== 4 && bytes?.length !== 8) return 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const value = bytes.length === 4 ? view.getFloat32(0) : view.getFloat64(0);
  return Number.isFinite(value) && value > 0 ? value : 0;
}
