import { SAMPLE_RATE } from '#core/fingerprint/hop.ts';
import { kaiser, sinc } from './kaiser.ts';

/** fpcalc's low-pass: 16 taps at the lower of the rates, cut off at 0.8 of Nyquist, Kaiser window of 9. */
const TAPS = 16;
const CUTOFF = 0.8;
const BETA = 9;

const cutoffOf = (rate: number) => Math.min(1, (CUTOFF * SAMPLE_RATE) / rate);

/** Half the taps of the filter for sound of `rate`. */
export function halfLength(rate: number): number {
  return Math.ceil(TAPS / cutoffOf(rate) / 2);
}

/** 2·halfLength taps of sum 1 that give the value `fraction` of a sample after the last tap of the first half. */
export function lowPass(rate: number, fraction: number): Float64Array {
  const half = halfLength(rate);
  const cutoff = cutoffOf(rate);
  const taps = Float64Array.from({ length: 2 * half }, (_, k) => {
    const distance = k - (half - 1) - fraction;
    return sinc(distance * cutoff) * kaiser(distance / half, BETA);
  });
  const sum = taps.reduce((a, b) => a + b, 0);
  return taps.map((tap) => tap / sum);
}
