import { describe, expect, test } from 'vitest';
import type { AudioSource } from '#domain/ports/audio.ts';
import { listen } from '#media/listen.ts';
import { toAiff } from '../../sound/aiff.ts';
import { encodeMp3, encodeOgg } from '../../sound/encode.ts';
import { encodeFlac } from '../../sound/encode-flac.ts';
import { encodeOpus } from '../../sound/encode-opus.ts';
import { bitErrors, fingerprintOf } from '../../sound/fingerprint.ts';
import { makeMusic } from '../../sound/music.ts';
import { sourceOf } from '../../sound/source.ts';
import { toWav } from '../../sound/wav.ts';

const music = makeMusic({ seed: 21, seconds: 20, sampleRate: 44_100, channels: 2 });
const words = fingerprintOf(music);
const hear = (bytes: Uint8Array) => listen(sourceOf(bytes));

describe('the fingerprint of a file is that of its sound', () => {
  test('wav', async () => {
    const heard = await hear(toWav(music));
    expect(heard.duration).toBeCloseTo(20, 3);
    expect(heard.words).toEqual(words);
  });

  test.each([
    ['aiff', async () => toAiff(music)],
    ['aiff-c, little-endian', async () => toAiff(music, true)],
    ['flac', () => encodeFlac(music)],
    ['flac in ogg', () => encodeFlac(music, true)],
  ])('%s', async (_, encode) => {
    const heard = await hear(await encode());
    expect(heard.duration).toBeCloseTo(20, 3);
    expect(heard.words).toEqual(words);
  });

  test.each(['ogg', 'webm', 'mp4'] as const)('opus in %s', async (container) => {
    const pcm = makeMusic({ seed: 23, seconds: 20, sampleRate: 48_000, channels: 2 });
    const heard = await hear(await encodeOpus(pcm, container));
    expect(heard.duration).toBeCloseTo(20, 1);
    expect(bitErrors(heard.words, fingerprintOf(pcm))).toBeLessThan(0.03);
  });

  // Each is a request to S3, which takes longer than decoding what it brings.
  test.each(['webm', 'mp4'] as const)('%s is read in few pieces', async (container) => {
    const pcm = makeMusic({ seed: 24, seconds: 30, sampleRate: 48_000, channels: 2 });
    const bytes = await encodeOpus(pcm, container);
    let reads = 0;
    const counted = {
      ...sourceOf(bytes),
      read: async (start: number, end: number) => {
        reads++;
        return bytes.subarray(start, end);
      },
    };
    expect((await listen(counted)).duration).toBeCloseTo(30, 1);
    expect(reads).toBeLessThan(20);
  });

  test('mp3 at 128 kbit/s', async () => {
    const heard = await hear(await encodeMp3(music));
    expect(heard.duration).toBeCloseTo(20, 0);
    expect(bitErrors(heard.words, words)).toBeLessThan(0.04);
  });

  test('ogg vorbis', async () => {
    const heard = await hear(await encodeOgg(music));
    expect(heard.duration).toBeCloseTo(20, 0);
    expect(bitErrors(heard.words, words)).toBeLessThan(0.02);
  });
});

describe('what decodes counts', () => {
  test('an mp3 cut in the middle of its bytes', async () => {
    const mp3 = await encodeMp3(music);
    const heard = await hear(mp3.subarray(0, mp3.length >> 1));
    expect(heard.duration).toBeCloseTo(10, 0);
    expect(bitErrors(heard.words, words)).toBeLessThan(0.04);
  });

  test('a wav cut in its data, and one whose size was left open', async () => {
    const wav = toWav(music);
    expect((await hear(wav.subarray(0, wav.length >> 1))).duration).toBeCloseTo(10, 1);
    const open = wav.slice();
    open.fill(255, 40, 44);
    expect((await hear(open)).words).toEqual(words);
  });
});

test('the event loop goes on while a file is decoded', async () => {
  const mp3 = await encodeMp3(makeMusic({ seed: 22, seconds: 60, sampleRate: 44_100, channels: 2 }));
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  await hear(mp3);
  clearInterval(timer);
  expect(turns).toBeGreaterThan(3);
});

test('bytes are asked for in order and only once', async () => {
  const wav = toWav(music);
  let streams = 0;
  const source: AudioSource = {
    ...sourceOf(wav),
    stream() {
      streams++;
      return sourceOf(wav).stream();
    },
  };
  await listen(source);
  expect(streams).toBe(1);
});
