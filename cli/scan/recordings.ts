import type { FileAudio, Recording } from '#domain/ports/audio.ts';
import type { FoundFile } from './walk.ts';

/** A file that is a recording. */
export interface ScannedFile extends FoundFile, Pick<Recording, 'words' | 'duration' | 'contour'> {
  readonly audio: FileAudio;
}

/** Which copy is to be kept. */
export type Keeping = 'best' | 'oldest' | 'shortest-path';

type Order = (a: ScannedFile, b: ScannedFile) => number;

const byAge: Order = (a, b) => a.modified - b.modified;
const byPath: Order = (a, b) => a.path.length - b.path.length || Buffer.compare(a.path, b.path);
const byQuality: Order = (a, b) =>
  Number(b.audio.lossless) - Number(a.audio.lossless) ||
  // Encoders pad: what is the same in whole seconds is as long.
  Math.round(b.duration) - Math.round(a.duration) ||
  // Of one rate the shorter file has the more: its head counts too.
  Math.round(b.audio.bitRate / 1000) - Math.round(a.audio.bitRate / 1000);

const orders: Record<Keeping, readonly Order[]> = {
  best: [byQuality, byAge, byPath],
  oldest: [byAge, byQuality, byPath],
  'shortest-path': [byPath],
};

/** The copy to keep first: lossless before lossy, then length, then bit rate, then the oldest; or as asked. */
export function inOrderOfKeeping(files: readonly ScannedFile[], keeping: Keeping): ScannedFile[] {
  const compare = orders[keeping];
  return files.toSorted((a, b) => compare.reduce((result, order) => result || order(a, b), 0));
}
