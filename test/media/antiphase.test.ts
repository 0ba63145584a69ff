import { describe, expect, test } from 'vitest';
import { compare } from '#core/match/decide.ts';
import { listen } from '#media/listen.ts';
import { encodeMp3 } from '../sound/encode.ts';
import { makeMusic, type Pcm } from '../sound/music.ts';
import { sourceOf } from '../sound/source.ts';
import { toWav } from '../sound/wav.ts';

const SECONDS = 20;

/** Music whose right channel is the negative of its left: mixed down, nothing is left of it. */
function antiphase(seed: number): Pcm {
  const { channels, sampleRate } = makeMusic({ seed, seconds: SECONDS, sampleRate: 44_100 });
  const left = channels[0] ?? new Float32Array(0);
  return { channels: [left, left.map((sample) => -sample)], sampleRate };
}

const heard = async (bytes: Uint8Array) => (await listen(sourceOf(bytes))).words;

describe('channels that cancel one another', () => {
  test('two pieces are two, and each is found again by its own copy', async () => {
    const a = await heard(toWav(antiphase(1)));
    const b = await heard(toWav(antiphase(2)));
    expect(compare(a, b).duplicate).toBe(false);
    for (const [seed, words] of [
      [1, a],
      [2, b],
    ] as const) {
      const copy = await heard(await encodeMp3(antiphase(seed), 64));
      expect(compare(words, copy)).toMatchObject({ duplicate: true });
      expect(compare(words, copy).similarity).toBeGreaterThan(0.8);
    }
  });

  test('what is heard is the left channel', async () => {
    const { channels, sampleRate } = antiphase(3);
    const left = await heard(toWav({ channels: channels.slice(0, 1), sampleRate }));
    expect(await heard(toWav(antiphase(3)))).toEqual(left);
  });
});
