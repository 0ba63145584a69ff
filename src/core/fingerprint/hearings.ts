import { EQUALISERS } from './equalisers.ts';
import { Played } from './played.ts';
import { equaliser, type Spectra } from './spectra.ts';

/** A fingerprint of the sound played `speed` times as fast, or at 1 with other bass. */
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

/** All the ways of hearing a sound besides as it is: with equalisers undone, and at the other speeds. */
export function heardOtherwise(spectra: Spectra): Hearing[] {
  const equalised = EQUALISERS.map((undo) => ({ played: new Played(1), alter: equaliser(undo) }));
  const played = SPEEDS.map((speed) => new Played(speed));
  for (const sums of spectra.all()) {
    for (const { played, alter } of equalised) played.push(alter(sums));
    for (const one of played) one.push(sums);
  }
  return [
    ...equalised.map(({ played }) => ({ words: played.finish(), speed: 1 })),
    ...played.map((one, i) => ({ words: one.finish(), speed: SPEEDS[i] ?? 1 })),
  ];
}
