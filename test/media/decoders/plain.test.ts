import { expect, test } from 'vitest';
import { listen } from '#media/listen.ts';
import { toImaWav, toLawWav, toMsWav } from '../../sound/adpcm.ts';
import { bitErrors, fingerprintOf } from '../../sound/fingerprint.ts';
import { makeMusic } from '../../sound/music.ts';
import { toAu, toCaf, toW64 } from '../../sound/plain-files.ts';
import { sourceOf } from '../../sound/source.ts';
import { toWav } from '../../sound/wav.ts';

const music = makeMusic({ seed: 131, seconds: 8, sampleRate: 44_100, channels: 2 });
const words = fingerprintOf(music);
const mono = makeMusic({ seed: 132, seconds: 8, sampleRate: 22_050, channels: 1 });
const monoWords = fingerprintOf(mono);
const hear = (bytes: Uint8Array) => listen(sourceOf(bytes));

test.each([
  ['caf', () => toCaf(music, false)],
  ['caf, little-endian', () => toCaf(music, true)],
  ['au', () => toAu(music)],
  ['w64', () => toW64(toWav(music))],
])('%s holds the same samples as its wav', async (name, encode) => {
  const heard = await hear(encode());
  expect(heard.words).toEqual(words);
  expect(heard.duration).toBeCloseTo(8, 5);
  expect(heard.audio).toMatchObject({
    format: name.split(',')[0],
    channels: 2,
    lossless: true,
    notice: null,
  });
});

test.each([
  ['caf', () => toCaf(music, false)],
  ['au', () => toAu(music)],
  ['w64', () => toW64(toWav(music))],
])('%s cut short tells what it lacks', async (_, encode) => {
  const bytes = encode();
  const heard = await hear(bytes.subarray(0, bytes.length * 0.75));
  expect(heard.duration).toBeCloseTo(6, 2);
  expect(heard.audio?.notice).toBe('2.0 s could not be decoded.');
});

test.each([
  ['A-law', () => toLawWav(mono, 'alaw'), 'wav'],
  ['µ-law', () => toLawWav(mono, 'mulaw'), 'wav'],
  ['IMA ADPCM', () => toImaWav(mono), 'adpcm'],
  ['MS ADPCM', () => toMsWav(mono), 'adpcm'],
])('wav of %s', async (_, encode, format) => {
  const heard = await hear(encode());
  expect(bitErrors(heard.words, monoWords)).toBeLessThan(0.03);
  expect(heard.duration).toBeCloseTo(8, 1);
  expect(heard.audio).toMatchObject({ format, lossless: false, notice: null });
});

test.each([
  0, 0x7ffff000, 0x7fffffff, 0x80000000, 0xfffff000, 0xffffffff,
])('wav written to a pipe, its size left at %i', async (size) => {
  const wav = toWav(music);
  new DataView(wav.buffer).setUint32(40, size, true);
  const heard = await hear(wav);
  expect(heard.words).toEqual(words);
  expect(heard.audio?.notice).toBe(null);
});
