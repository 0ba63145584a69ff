import { describe, expect, test } from 'vitest';
import { listen } from '#media/listen.ts';
import { encodeMp3, encodeOgg } from '../../sound/encode.ts';
import { encodeFlac } from '../../sound/encode-flac.ts';
import { encodeOpus } from '../../sound/encode-opus.ts';
import { bitErrors, fingerprintOf } from '../../sound/fingerprint.ts';
import { makeMusic } from '../../sound/music.ts';
import { sourceOf } from '../../sound/source.ts';
import { toWav } from '../../sound/wav.ts';

const music = makeMusic({ seed: 71, seconds: 20, sampleRate: 48_000, channels: 2 });
const words = fingerprintOf(music);
const hear = (bytes: Uint8Array) => listen(sourceOf(bytes));

/** The same bytes, but for some in the middle. */
function damaged(bytes: Uint8Array, count: number): Uint8Array {
  const copy = bytes.slice();
  for (let i = 0; i < count; i++) copy[(copy.length >> 1) + i] = (copy[(copy.length >> 1) + i] ?? 0) ^ 0x5a;
  return copy;
}

describe('damage takes no more with it than it touches, and is told', () => {
  test.each([
    ['flac', () => encodeFlac(music), 1, 0.2, 0.05],
    ['flac in ogg', () => encodeFlac(music, true), 1, 2, 0.05],
    ['mp3', () => encodeMp3(music), 2000, 0.5, 0.05],
    ['ogg vorbis', () => encodeOgg(music), 100, 2, 0.25],
    ['ogg vorbis of few bits', () => encodeOgg(music, -1), 1, 1.5, 0.25],
    ['opus', () => encodeOpus(music, 'ogg'), 100, 2, 0.05],
  ] as const)('%s', async (_, encode, bytes, most, differ) => {
    const heard = await hear(damaged(await encode(), bytes));
    expect(Math.abs(heard.duration - 20)).toBeLessThan(0.2);
    const lost = Number(/^([\d.]+) s could not be decoded\.$/.exec(heard.audio?.notice ?? '')?.[1]);
    expect(lost).toBeGreaterThan(0);
    expect(lost).toBeLessThanOrEqual(most);
    // The silence in its place keeps the time: what follows is where it was. (Packets of Vorbis are of two lengths, so
    // that it is a little off.)
    expect(bitErrors(heard.words.subarray(-50), words.subarray(words.length - 50))).toBeLessThan(differ);
  });

  test('flac of which every frame is damaged says so', async () => {
    const flac = await encodeFlac(music);
    for (let at = 500; at < flac.length; at += 1000) flac[at] = (flac[at] ?? 0) ^ 1;
    await expect(hear(flac)).rejects.toThrow(/decoded/);
  });
});

describe('what a file promises and does not hold', () => {
  test('is told', async () => {
    const wav = toWav(music);
    const { audio } = await hear(wav.subarray(0, wav.length * 0.7));
    expect(audio?.notice).toBe('6.0 s could not be decoded.');
    expect((await hear(wav)).audio?.notice).toBeNull();
  });

  test('is refused when it is more than half', async () => {
    const flac = await encodeFlac(music);
    await expect(hear(flac.subarray(0, flac.length * 0.3))).rejects.toThrow(
      /^Only [56]\.\d of 20\.0 s could be decoded/,
    );
  });
});

test('what was decoded is told', async () => {
  expect((await hear(toWav(music))).audio).toEqual({
    format: 'wav',
    bitRate: 1_536_018,
    sampleRate: 48_000,
    channels: 2,
    lossless: true,
    notice: null,
  });
  const opus = (await hear(await encodeOpus(music, 'webm'))).audio;
  expect(opus).toMatchObject({ format: 'opus', sampleRate: 48_000, channels: 2, lossless: false });
});
