import { expect, test } from 'vitest';
import { listen } from '#media/listen.ts';
import { sourceOf } from '../sound/source.ts';
import { toWav } from '../sound/wav.ts';

test.each([3, 5, 7, 60])('%d s are as long, whatever pieces they are heard in', async (seconds) => {
  for (const sampleRate of [8000, 11_025, 22_050, 32_000, 44_100, 48_000, 96_000]) {
    const channels = [Float32Array.from({ length: seconds * sampleRate }, (_, i) => Math.sin(i / 9))];
    expect((await listen(sourceOf(toWav({ channels, sampleRate })))).duration).toBe(seconds);
  }
});
