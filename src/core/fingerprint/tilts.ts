import { FRAME, SAMPLE_RATE } from './hop.ts';

/** Decibels by which the bass is made softer or louder again, should an equaliser have done the contrary. */
export const TILTS: readonly number[] = [-8, 8];

/** Where the change is half done, in hertz: an equaliser's bass lies below. */
const HALF = 130;

/** The weights of a spectrum whose bass is changed by `decibels`. */
export function tilted(weights: Float64Array, decibels: number): Float64Array {
  return weights.map((weight, bin) => {
    const hertz = (bin * SAMPLE_RATE) / FRAME;
    return weight * 10 ** (decibels / 10 / (1 + (hertz / HALF) ** 2));
  });
}
