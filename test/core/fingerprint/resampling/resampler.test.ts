import { describe, expect, test } from 'vitest';
import { Fingerprinter } from '#core/fingerprint/fingerprinter.ts';
import { Resampler } from '#core/fingerprint/resampling/resampler.ts';
import { bitErrors, fingerprintOf } from '../../../sound/fingerprint.ts';
import { makeMusic } from '../../../sound/music.ts';

/** All that a resampler makes of planes that are pushed in pieces of so many samples. */
function resampled(planes: readonly Float32Array[], rate: number, piece: number): number[] {
  const resampler = new Resampler(rate, 'int16');
  const all: number[] = [];
  for (let at = 0; at < (planes[0]?.length ?? 0); at += piece) {
    resampler.push(
      planes.map((plane) => plane.subarray(at, at + piece)),
      (samples) => all.push(...samples),
    );
  }
  return all;
}

describe.each([1000, 8000, 11_025, 32_000, 44_100, 48_000, 96_001])('sound of %d Hz', (rate) => {
  const seconds = 1.3;
  const tone = Float32Array.from({ length: seconds * rate }, (_, i) =>
    Math.sin((i * 2 * Math.PI * 300) / rate),
  );

  test('keeps its pitch, loudness and length at 11025 Hz', () => {
    const heard = resampled([tone], rate, tone.length);
    expect(Math.abs(heard.length / 11_025 - seconds)).toBeLessThan(0.02);
    const errors = heard
      .slice(1000, -1000)
      .map((sample, i) => Math.abs(sample - 32_767.5 * Math.sin(((i + 1000) * 2 * Math.PI * 300) / 11_025)));
    expect(Math.max(...errors)).toBeLessThan(5);
  });

  test('is the same in whatever pieces it comes', () => {
    const planes = [tone, tone.map((sample) => -0.7 * sample)];
    const whole = resampled(planes, rate, tone.length);
    for (const piece of [1, 37, 16_385]) expect(resampled(planes, rate, piece)).toEqual(whole);
  });
});

test('sound at the highest rate gives the words of the same sound at a common one', () => {
  const { channels } = makeMusic({ seed: 5, seconds: 6, sampleRate: 44_100 });
  const stretched = channels.map((plane) =>
    Float32Array.from({ length: plane.length * 17 }, (_, i) => plane[Math.floor(i / 17)] ?? 0),
  );
  const high = fingerprintOf({ channels: stretched, sampleRate: 17 * 44_100 });
  expect(bitErrors(high, fingerprintOf({ channels, sampleRate: 44_100 }))).toBeLessThan(0.02);
});

test('samples that are no numbers spoil no word of what comes after them', () => {
  const { channels } = makeMusic({ seed: 6, seconds: 20, sampleRate: 44_100 });
  const damaged = channels.map((plane) => plane.slice().fill(Number.NaN, 44_100, 44_200));
  const fingerprinter = new Fingerprinter(44_100, 'float');
  fingerprinter.push(damaged);
  const sound = fingerprintOf({ channels, sampleRate: 44_100 });
  const tail = 60;
  expect(bitErrors(fingerprinter.finish().slice(tail), sound.slice(tail))).toBeLessThan(0.01);
});
