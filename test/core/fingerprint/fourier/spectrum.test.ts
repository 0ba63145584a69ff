import { expect, test } from 'vitest';
import { BINS, PowerSpectrum } from '#core/fingerprint/fourier/fft.ts';
import { FRAME } from '#core/fingerprint/hop.ts';
import { randomNumbers } from '../../../sound/random.ts';

/** The power of one bin, as its definition says. */
function powerAt(bin: number, frame: Float32Array, window: Float64Array): number {
  let re = 0;
  let im = 0;
  frame.forEach((sample, i) => {
    const angle = (2 * Math.PI * bin * i) / frame.length;
    re += sample * (window[i] ?? 0) * Math.cos(angle);
    im -= sample * (window[i] ?? 0) * Math.sin(angle);
  });
  return re * re + im * im;
}

test('the power spectrum is that of the definition, frame after frame', () => {
  const random = randomNumbers(11);
  const window = Float64Array.from({ length: FRAME }, () => random());
  const spectrum = new PowerSpectrum(window);
  for (let round = 0; round < 2; round++) {
    spectrum.frame.set(Float32Array.from({ length: FRAME }, () => random() - 0.5));
    spectrum.compute();
    // Both ends of each of the parts it is put together from.
    for (const bin of [
      1,
      2,
      3,
      9,
      255,
      256,
      257,
      509,
      511,
      512,
      513,
      1021,
      1023,
      1024,
      1025,
      1308,
      BINS - 1,
    ]) {
      expect(spectrum.power[bin]).toBeCloseTo(powerAt(bin, spectrum.frame, window), 3);
    }
  }
});
