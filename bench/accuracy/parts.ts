import { kinOf, performances, sections } from './made/hard-ends.ts';
import { madeSounds } from './made/sounds.ts';
import { speeches } from './made/speech.ts';
import { spots } from './made/spots.ts';
import { findTracks, type Track } from './tracks.ts';
import { COPIES } from './variants/copies.ts';
import { MADE_SOUNDS } from './variants/made.ts';
import { SHORT_SOUNDS, SOUNDS } from './variants/sounds.ts';
import { RELATIONS, SAMPLES } from './variants/stretches.ts';
import { STRONG } from './variants/strong.ts';
import type { Variant } from './variants/variant.ts';
import type { Wanted } from './wanted.ts';

/** A part of the benchmark: recordings that are entered, all of them different, and what copies of them are sent. */
export interface Part {
  readonly name: string;
  recordings(wanted: Wanted): Promise<Track[]>;
  readonly variants: readonly Variant[];
  /** Pairs of different recordings that may be called the same; of those that are kin this share. */
  readonly mostFalse: number;
  /** Of what a recording is one of several; only such pairs count. */
  readonly kinOf?: (name: string) => string;
}

/** Of the folder's recordings those of so many seconds. */
const from =
  (from: number, to: number) =>
  ({ music, tracks }: Wanted) =>
    findTracks(music, tracks, { from, to });
/** Shorter ones are sounds rather than music; what is under three seconds is refused. */
const MUSIC = from(20, Number.POSITIVE_INFINITY);

export const PARTS: readonly Part[] = [
  { name: 'copies', recordings: MUSIC, variants: COPIES, mostFalse: 0 },
  { name: 'strong', recordings: MUSIC, variants: STRONG, mostFalse: 0 },
  { name: 'relations', recordings: MUSIC, variants: RELATIONS, mostFalse: 0 },
  { name: 'identify', recordings: MUSIC, variants: SAMPLES, mostFalse: 0 },
  { name: 'music', recordings: MUSIC, variants: [], mostFalse: 0 },
  { name: 'sounds', recordings: from(5, 20), variants: SOUNDS, mostFalse: 0 },
  { name: 'short-sounds', recordings: from(3.4, 5), variants: SHORT_SOUNDS, mostFalse: 0 },
  { name: 'effects', recordings: from(3, 20), variants: [], mostFalse: 0 },
  { name: 'made', recordings: ({ work }) => madeSounds(work), variants: MADE_SOUNDS, mostFalse: 3 },
  // A third of what was called so when it was first measured: 12 of 43, 10 of 17.
  { name: 'sections', recordings: sections, variants: [], mostFalse: 12 / 43 / 3, kinOf },
  { name: 'performances', recordings: performances, variants: [], mostFalse: 10 / 17 / 3, kinOf },
  { name: 'speech', recordings: ({ work }) => speeches(work), variants: [], mostFalse: 0 },
  { name: 'spots', recordings: ({ work, music }) => spots(work, music), variants: [], mostFalse: 0 },
];
