import { EQUALISERS } from './equalisers.ts';
import { Played } from './played.ts';
import { equaliser, type Spectra } from './spectra.ts';

/** A fingerprint of the sound played `speed` times as fast, or at 1 heard in another way. */
export interface Hearing {
  readonly words: Uint32Array;
  readonly speed: number;
}

/** How much faster a sound may have been made, or slower: broadcasting's 4.17 %, what DJs do (6 %). */
const MOST = 0.065;
/**
 * A copy that is off by 0.15 % is found as it is, by 0.25 % in 32 to 40 of 41, by 0.5 % in 24: steps of 0.5 % leave no
 * gap, steps of 0.75 % would (docs/benchmarks.md).
 */
const STEP = 0.005;

/** The speeds a recording is heard at besides, those nearest to its own first. */
export const SPEEDS: readonly number[] = Array.from({ length: Math.round(MOST / STEP) }, (_, i) => [
  1 + (i + 1) * STEP,
  1 - (i + 1) * STEP,
]).flat();

/**
 * Frames (19 s) up to which a sound is also heard from between two frames on, and how far: what was cut out of a
 * recording begins between two of its frames, and has few words to be known by.
 */
const SHORT = 150;
export const BETWEEN: readonly number[] = [1 / 3, 1 / 2, 2 / 3];

/** All the ways of hearing a sound besides as it is. */
export function heardOtherwise(spectra: Spectra): Hearing[] {
  const equalised = EQUALISERS.map((undo) => ({ played: new Played(1), alter: equaliser(undo) }));
  const between = spectra.frames > SHORT ? [] : BETWEEN.map((begin) => new Played(1, begin));
  const faster = SPEEDS.map((speed) => new Played(speed));
  for (const sums of spectra.all()) {
    for (const { played, alter } of equalised) played.push(alter(sums));
    for (const one of between) one.push(sums);
    for (const one of faster) one.push(sums);
  }
  return [
    ...[...equalised.map(({ played }) => played), ...between].map((one) => ({
      words: one.finish(),
      speed: 1,
    })),
    ...faster.map((one, i) => ({ words: one.finish(), speed: SPEEDS[i] ?? 1 })),
  ];
}
