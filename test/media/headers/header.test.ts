import { describe, expect, test } from 'vitest';
import { headerDuration } from '#media/headers/header.ts';
import { toAiff } from '../../sound/aiff.ts';
import { encodeMp3, encodeOgg } from '../../sound/encode.ts';
import { encodeFlac } from '../../sound/encode-flac.ts';
import { encodeOpus } from '../../sound/encode-opus.ts';
import { makeMusic } from '../../sound/music.ts';
import { toWav } from '../../sound/wav.ts';

const music = makeMusic({ seed: 41, seconds: 7, sampleRate: 48_000, channels: 2 });
const HEAD = 4096;

describe('the first bytes and the size tell how long it is', () => {
  test.each([
    ['wav', async () => toWav(music)],
    ['aiff', async () => toAiff(music)],
    ['flac', () => encodeFlac(music)],
    ['mp3', () => encodeMp3(music)],
  ])('%s', async (_, encode) => {
    const bytes = await encode();
    expect(headerDuration(bytes.subarray(0, HEAD), bytes.length)).toBeCloseTo(7, 1);
  });
});

describe('the whole file tells how long it is', () => {
  test.each([
    ['ogg vorbis', () => encodeOgg(music)],
    ['opus', () => encodeOpus(music, 'ogg')],
    ['mp4 with its index at the end', () => encodeOpus(music, 'mp4')],
  ])('%s', async (_, encode) => {
    const bytes = await encode();
    expect(headerDuration(bytes, bytes.length)).toBeCloseTo(7, 1);
    expect(headerDuration(bytes.subarray(0, HEAD), bytes.length)).toBeUndefined();
  });
});

test('what is no audio has none', () => {
  expect(headerDuration(new TextEncoder().encode('no audio at all'), 15)).toBeUndefined();
  expect(headerDuration(new Uint8Array(0), 0)).toBeUndefined();
});
