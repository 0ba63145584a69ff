import { type AudioSource, UnusableAudio } from '#domain/ports/audio.ts';
import { big } from './bytes.ts';
import { chunkName } from './chunk-name.ts';

/** For each sample the demuxer adds up those of its whole chunk; files have one to some hundred in a chunk. */
const MOST_OF_A_CHUNK = 10_000;
/** A day of AAC has 8 million, of Opus in its shortest packets 35. */
const MOST_SAMPLES = 40_000_000;
/** A fragment is some seconds long; one of a whole recording may be hours. */
const MOST_OF_A_FRAGMENT = 1_000_000;
/** A file has some for each track. Tables within tables would be counted once for each: hours of work in a megabyte. */
const MOST_TABLES = 100;
/** What describes a day of AAC, each sample alone in its chunk, has 100 MB; it is read at once. */
const MOST_BYTES = 256 * 1024 ** 2;
const WINDOW = 256 * 1024;
/** With composition offsets, for which audio has no use, the demuxer keeps and sorts all of them. */
const MOST_COMPOSED = 10_000_000;

/**
 * Throws for sample tables that tell of more than any recording has. The demuxer believes them: a file of 12 KB would
 * keep it counting for hours, without a pause in which it could be stopped.
 */
export async function checkSampleTables(source: AudioSource): Promise<void> {
  const read = windowed(source);
  for (let at = 0; at + 8 <= source.size; ) {
    const header = await read(at, 16);
    const short = big(header, 0, 4);
    const size = short === 0 ? source.size - at : short === 1 ? big(header, 8, 8) : short;
    const name = chunkName(header, 4);
    if ((name === 'moov' || name === 'moof') && Math.min(size, source.size - at) > MOST_BYTES) refuse();
    if (name === 'moov') check(await read(at, size));
    if (name === 'moof') checkFragment(await read(at, size));
    if (size < 8) return;
    at += size;
  }
}

/** Reads some more each time: a file in fragments has two small boxes for every few seconds. */
function windowed(source: AudioSource): (at: number, length: number) => Promise<Uint8Array> {
  let from = 0;
  let bytes = new Uint8Array(0);
  return async (at, length) => {
    const end = Math.min(source.size, at + length);
    if (at < from || end > from + bytes.length) {
      bytes = new Uint8Array(await source.read(at, Math.min(source.size, Math.max(end, at + WINDOW))));
      from = at;
    }
    return bytes.subarray(at - from, end - from);
  };
}

/** What follows the name in a fragment's run: 4 bytes of version and flags, then how many samples. */
function checkFragment(moof: Uint8Array): void {
  const bytes = Buffer.from(moof.buffer, moof.byteOffset, moof.byteLength);
  for (const at of places(bytes, 'trun', 0)) if (big(bytes, at + 8, 4) > MOST_OF_A_FRAGMENT) refuse();
}

/** Tables are looked for by name, wherever they stand: the demuxer finds them in more boxes than they belong in. */
function check(moov: Uint8Array): void {
  const bytes = Buffer.from(moov.buffer, moov.byteOffset, moov.byteLength);
  const durations = places(bytes, 'stts', 8);
  const compositions = places(bytes, 'ctts', 8);
  const chunks = places(bytes, 'stsc', 12);
  if (durations.length + compositions.length + chunks.length > MOST_TABLES) refuse();
  const most = compositions.length > 0 ? MOST_COMPOSED : MOST_SAMPLES;
  for (const at of [...durations, ...compositions]) if (numbers(bytes, at, 8, 0).sum > most) refuse();
  for (const at of chunks) if (numbers(bytes, at, 12, 4).largest > MOST_OF_A_CHUNK) refuse();
}

function refuse(): never {
  throw new UnusableAudio('The file tells of more samples than a recording can have: it is damaged.');
}

/** Where tables of that name begin that have room for an entry. */
function places(bytes: Buffer, name: string, entry: number): number[] {
  const found: number[] = [];
  for (let at = bytes.indexOf(name); at >= 0; at = bytes.indexOf(name, at + 1)) {
    const size = big(bytes, at - 4, 4);
    const rest = bytes.length - at + 4;
    if (at >= 4 && size >= 16 + entry && size <= rest) found.push(at);
  }
  return found;
}

/** One number of each entry of the table. */
function numbers(bytes: Buffer, table: number, entry: number, offset: number) {
  const count = big(bytes, table + 8, 4);
  const end = Math.min(table - 4 + big(bytes, table - 4, 4), table + 12 + count * entry);
  let sum = 0;
  let largest = 0;
  for (let at = table + 12; at + entry <= end; at += entry) {
    const value = big(bytes, at + offset, 4);
    sum += value;
    largest = Math.max(largest, value);
  }
  return { sum, largest };
}
