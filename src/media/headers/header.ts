import { aiffDuration } from './aiff.ts';
import { flacDuration } from './flac.ts';
import { mp3Duration } from './mp3.ts';
import { mp4Duration } from './mp4.ts';
import { oggDuration } from './ogg.ts';
import { wavDuration } from './wav.ts';

/** Given the first bytes of a file and its size in all: seconds, or undefined when this format's header does not tell. */
type HeaderReader = (head: Uint8Array, size: number) => number | undefined;

const READERS: readonly HeaderReader[] = [
  wavDuration,
  aiffDuration,
  flacDuration,
  oggDuration,
  mp4Duration,
  mp3Duration,
];

/** Longer than any recording: a damaged header. */
const LONGEST = 30 * 24 * 3600;

/** Seconds of sound as the file's header tells, without decoding; undefined when it does not. Never throws. */
export function headerDuration(head: Uint8Array, size: number): number | undefined {
  for (const read of READERS) {
    const seconds = read(head, size);
    if (seconds !== undefined && Number.isFinite(seconds) && seconds > 0 && seconds < LONGEST) return seconds;
  }
  return undefined;
}
