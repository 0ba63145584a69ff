import { UnusableAudio } from '#domain/ports/audio.ts';
import { big } from '#media/headers/bytes.ts';

/** A day of AAC has 4 million. */
const MOST_SAMPLES = 40_000_000;
/** Plain samples are counted one by one. */
const MOST_PLAIN = 24 * 3600 * 192_000;
/** A fragment is some seconds long; one of a whole recording may be hours. */
const MOST_OF_A_FRAGMENT = 1_000_000;
/** A file has some for each track. Tables within tables would be counted once for each: hours of work in a megabyte. */
const MOST_TABLES = 100;
/** With composition offsets, for which audio has no use, the demuxer keeps and sorts all of them. */
const MOST_COMPOSED = 1_000_000;
const MOST_TRACKS = 64;

/** What follows the name in a fragment's run: 4 bytes of version and flags, then how many samples. */
export function checkFragment(moof: Uint8Array): void {
  const bytes = Buffer.from(moof.buffer, moof.byteOffset, moof.byteLength);
  const runs = places(bytes, 'trun', 0);
  if (runs.length > MOST_TABLES) refuse();
  for (const at of runs) if (big(bytes, at + 8, 4) > MOST_OF_A_FRAGMENT) refuse();
}

/** Tables are looked for by name, wherever they stand: the demuxer finds them in more boxes than they belong in. */
export function checkMovie(moov: Uint8Array): void {
  const bytes = Buffer.from(moov.buffer, moov.byteOffset, moov.byteLength);
  const durations = places(bytes, 'stts', 8);
  const compositions = places(bytes, 'ctts', 8);
  const chunks = places(bytes, 'stsc', 12);
  const sizes = places(bytes, 'stsz', 0);
  if (durations.length + compositions.length + chunks.length + sizes.length > MOST_TABLES) refuse();
  if (places(bytes, 'trak', 0).length > MOST_TRACKS) refuse();
  for (const at of durations) if (sum(bytes, at) > MOST_PLAIN) refuse();
  for (const at of compositions) if (sum(bytes, at) > MOST_COMPOSED) refuse();
  // Samples with a size of their own are kept one by one; what counts is what there is room for.
  for (const at of sizes)
    if (big(bytes, at + 8, 4) === 0 && (big(bytes, at - 4, 4) - 20) / 4 > MOST_SAMPLES) refuse();
}

/** Refuses a file whose tables cannot be true. */
export function refuse(): never {
  throw new UnusableAudio('The file tells of more samples than a recording can have: it is damaged.');
}

/** Where tables of that name begin that have room for an entry. */
function places(bytes: Buffer, name: string, entry: number): number[] {
  const found: number[] = [];
  for (let at = bytes.indexOf(name); at >= 0; at = bytes.indexOf(name, at + 1)) {
    const size = big(bytes, at - 4, 4);
    const rest = bytes.length - at + 4;
    if (at >= 4 && size >= 16 + entry && size <= rest) found.push(at);
    if (found.length > MOST_TABLES) return found;
  }
  return found;
}

/** The first number of all entries of 8 bytes. */
function sum(bytes: Buffer, table: number): number {
  const count = big(bytes, table + 8, 4);
  const end = Math.min(table - 4 + big(bytes, table - 4, 4), table + 12 + count * 8);
  let all = 0;
  for (let at = table + 12; at + 8 <= end; at += 8) all += big(bytes, at, 4);
  return all;
}
