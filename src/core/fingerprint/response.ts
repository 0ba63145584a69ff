import { BINS } from '#core/fingerprint/fourier/fft.ts';
import { lowPass } from '#core/fingerprint/resampling/low-pass.ts';
import type { SampleKind } from '#core/fingerprint/resampling/resampler.ts';
import { FRAME, SAMPLE_RATE } from './hop.ts';

/** Only a multiple of SAMPLE_RATE has one filter to say it of, so that these are few. */
const known = new Map<number, Float64Array>();

/**
 * Weights for the power of each bin that make up for what fpcalc's resampler does and ours does not: the rounding
 * of its taps to 16 bits, which turns a word in a thousand.
 */
export function binWeights(rate: number, kind: SampleKind): Float64Array {
  if (kind !== 'int16' || rate === SAMPLE_RATE || rate % SAMPLE_RATE !== 0)
    return new Float64Array(BINS).fill(1);
  const weights = known.get(rate) ?? weightsFor(rate);
  known.set(rate, weights);
  return weights;
}

function weightsFor(rate: number): Float64Array {
  const exact = lowPass(rate, 0);
  const rounded = exact.map((tap) => Math.round(tap * 32768) / 32768);
  return Float64Array.from({ length: BINS }, (_, bin) => power(rounded, bin, rate) / power(exact, bin, rate));
}

/** The power response of a filter at `rate` to the frequency of a bin. */
function power(taps: Float64Array, bin: number, rate: number): number {
  const step = (2 * Math.PI * bin * SAMPLE_RATE) / FRAME / rate;
  let re = 0;
  let im = 0;
  taps.forEach((tap, i) => {
    re += tap * Math.cos(step * i);
    im += tap * Math.sin(step * i);
  });
  return re * re + im * im;
}
