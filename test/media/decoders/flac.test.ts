import { expect, test } from 'vitest';
import { predict, predictWide } from '#media/codecs/flac/prediction.ts';
import { listen } from '#media/listen.ts';
import { bitErrors } from '../../sound/fingerprint.ts';
import { makeMusic } from '../../sound/music.ts';
import { toPlainFlac } from '../../sound/plain-flac.ts';
import { randomNumbers } from '../../sound/random.ts';
import { sourceOf } from '../../sound/source.ts';
import { toWav } from '../../sound/wav.ts';

const music = (channels: number) => makeMusic({ seed: 61, seconds: 5, sampleRate: 16_000, channels });
const hear = (bytes: Uint8Array) => listen(sourceOf(bytes));

test.each([
  ['blocks of 16 samples', 2, 16, 16],
  ['frames of 29 bytes', 1, 16, 8],
  ['the longest blocks', 2, 65_535, 16],
  ['8 bits', 1, 4096, 8],
  ['24 bits', 2, 4096, 24],
  ['32 bits', 2, 4096, 32],
  ['eight channels', 8, 4608, 16],
])('flac of %s', async (_, channels, block, bits) => {
  const sound = music(channels);
  const heard = await hear(toPlainFlac(sound, block, bits));
  expect(heard.duration).toBeCloseTo(5, 6);
  expect(heard.audio).toMatchObject({ format: 'flac', lossless: true, channels, notice: null });
  if (bits === 16 && channels <= 2) expect(heard.words).toEqual((await hear(toWav(sound))).words);
});

test('flac whose comments tell where its speakers stand is mixed by them', async () => {
  const sampleRate = 16_000;
  const four = [62, 63, 64, 65].map((seed) => makeMusic({ seed, seconds: 5, sampleRate, channels: 1 }));
  const channels = four.flatMap((sound) => sound.channels);
  const [left, right, centre, back] = channels;
  const sum = 2 * Math.SQRT1_2 + 1.5;
  const mix = left?.map(
    (sample, i) =>
      ((sample + (right?.[i] ?? 0)) * Math.SQRT1_2 + (centre?.[i] ?? 0) + (back?.[i] ?? 0) / 2) / sum,
  );
  const mixed = await hear(toWav({ channels: [mix ?? new Float32Array(0)], sampleRate }));
  const flac = toPlainFlac({ channels, sampleRate }, 4096, 16);
  const told = await hear(withSpeakers(flac, 0x107));
  expect(told.audio?.channels).toBe(4);
  expect(bitErrors(told.words, mixed.words)).toBeLessThan(0.01);
  expect(bitErrors((await hear(flac)).words, mixed.words)).toBeGreaterThan(0.01);
});

/** Flac with a comment on its speakers. */
function withSpeakers(flac: Uint8Array, mask: number): Uint8Array {
  const comment = Buffer.from(`WAVEFORMATEXTENSIBLE_CHANNEL_MASK=0x${mask.toString(16)}`);
  const block = Buffer.alloc(16);
  block.writeUInt32BE(0x84000000 + 12 + comment.length);
  block.writeUInt32LE(1, 8);
  block.writeUInt32LE(comment.length, 12);
  const bytes = Buffer.concat([flac.subarray(0, 42), block, comment, flac.subarray(42)]);
  bytes[4] = 0;
  return bytes;
}

test.each([
  1, 4, 8, 12, 32,
])('a prediction from %i samples is the same in both ways of reckoning', (order) => {
  const random = randomNumbers(order);
  const whole = (most: number) => Math.round((2 * random() - 1) * most);
  const coefficients = Int32Array.from({ length: order }, () => whole(64));
  const missed = Int32Array.from({ length: 300 }, () => whole(1000));
  const narrow = missed.slice();
  const wide = Float64Array.from(missed);
  // Shifted so far that a sample never grows beyond what was missed.
  predict(narrow, 300, coefficients, order, 12);
  predictWide(wide, 300, coefficients, order, 12);
  expect([...narrow]).toEqual([...wide]);
  const [last = 0] = narrow.subarray(-1);
  let sum = 0;
  for (let i = 0; i < order; i++) sum += (coefficients[i] ?? 0) * (narrow[298 - i] ?? 0);
  expect(last).toBe((missed[299] ?? 0) + Math.floor(sum / 4096));
});
