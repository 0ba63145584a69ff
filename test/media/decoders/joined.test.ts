import { describe, expect, test } from 'vitest';
import { listen } from '#media/listen.ts';
import { cut, join } from '../../sound/edit.ts';
import { encodeMp3, encodeOgg } from '../../sound/encode.ts';
import { encodeFlac } from '../../sound/encode-flac.ts';
import { encodeOpus } from '../../sound/encode-opus.ts';
import { bitErrors, fingerprintOf } from '../../sound/fingerprint.ts';
import { makeMusic, type Pcm } from '../../sound/music.ts';
import { sourceOf } from '../../sound/source.ts';
import { toWav } from '../../sound/wav.ts';

const first = makeMusic({ seed: 81, seconds: 8, sampleRate: 48_000, channels: 2 });
const second = makeMusic({ seed: 82, seconds: 8, sampleRate: 48_000, channels: 2 });
const both = fingerprintOf(join(first, second));
const hear = (...parts: Uint8Array[]) => listen(sourceOf(new Uint8Array(Buffer.concat(parts))));

const mono = ({ channels: [left = new Float32Array(0)], sampleRate }: Pcm): Pcm => ({
  channels: [left],
  sampleRate,
});

describe('files joined from several are heard to their end', () => {
  test.each([
    ['ogg vorbis', (pcm: Pcm) => encodeOgg(pcm)],
    ['opus', (pcm: Pcm) => encodeOpus(pcm, 'ogg')],
    ['flac', (pcm: Pcm) => encodeFlac(pcm)],
    ['flac in ogg', (pcm: Pcm) => encodeFlac(pcm, true)],
    ['mp3', (pcm: Pcm) => encodeMp3(pcm)],
  ])('%s', async (_, encode) => {
    const heard = await hear(await encode(first), await encode(second));
    expect(heard.duration).toBeCloseTo(16, 0);
    expect(heard.audio?.notice).toBeNull();
    expect(bitErrors(heard.words, both)).toBeLessThan(0.08);
  });

  test('ogg vorbis whose links have other settings and channels', async () => {
    const heard = await hear(await encodeOgg(first, 8), await encodeOgg(mono(second), 0));
    expect(heard.duration).toBeCloseTo(16, 0);
    const expected = fingerprintOf(mono(second));
    expect(bitErrors(heard.words.subarray(-40), expected.subarray(expected.length - 40))).toBeLessThan(0.08);
  });

  test('an mp3 that goes on at another sample rate', async () => {
    const slow = makeMusic({ seed: 83, seconds: 8, sampleRate: 24_000, channels: 2 });
    const heard = await hear(await encodeMp3(first), await encodeMp3(slow));
    expect(heard.duration).toBeCloseTo(16, 0);
    const expected = fingerprintOf(slow);
    expect(bitErrors(heard.words.subarray(-30), expected.subarray(expected.length - 30))).toBeLessThan(0.15);
  });

  test('a wav with a second data chunk', async () => {
    const rest = toWav(second).subarray(36);
    const heard = await hear(toWav(first), rest);
    expect(heard.duration).toBeCloseTo(16, 3);
    expect(heard.words).toEqual(both);
  });

  test('an ogg of a thousand beginnings costs no thousand decoders', async () => {
    const beginning = (await encodeOgg(cut(first, 0, 1))).subarray(0, 5000);
    await expect(hear(...Array.from({ length: 300 }, () => beginning))).rejects.toThrow(/decoded|shorter/);
  });
});
