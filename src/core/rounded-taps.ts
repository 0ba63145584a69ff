import { END_BIN } from './chroma.ts';
import { FRAME, SAMPLE_RATE } from './hop.ts';
import { lowPass } from './low-pass.ts';

/**
 * What fpcalc's rounding of its filter's taps to 16 bits does to the power of each bin, for 16-bit sound of
 * `rate`. It turns a word in a thousand; only a multiple of SAMPLE_RATE has one filter to say it of.
 */
export function roundedTapsResponse(rate: number): Float64Array {
  const weights = new Float64Array(END_BIN).fill(1);
  if (rate === SAMPLE_RATE || rate % SAMPLE_RATE !== 0) return weights;
  const exact = lowPass(rate, 0);
  const rounded = exact.map((tap) => Math.round(tap * 32768) / 32768);
  return weights.map((_, bin) => {
    const step = (2 * Math.PI * bin * SAMPLE_RATE) / FRAME / rate;
    return power(rounded, step) / power(exact, step);
  });
}

function power(taps: Float64Array, step: number): number {
  let re = 0;
  let im = 0;
  taps.forEach((tap, i) => {
    re += tap * Math.cos(step * i);
    im += tap * Math.sin(step * i);
  });
  return re * re + im * im;
}
