import { describe, expect, test } from 'vitest';
import { nominate } from '#core/sketch/nominate.ts';
import { indexKeys, lookupKeys } from '#core/sketch/sketch.ts';
import { matchOf } from '#domain/dedup/hearing.ts';
import { listen } from '#media/listen.ts';
import { encodeMp3 } from '../sound/encode.ts';
import type { Pcm } from '../sound/music.ts';
import { randomNumbers } from '../sound/random.ts';
import { sourceOf } from '../sound/source.ts';
import { toWav } from '../sound/wav.ts';

const RATE = 22_050;
const made = (sampleOf: (seconds: number, noise: number) => number, seed: number): Pcm => {
  const random = randomNumbers(seed);
  const plane = Float32Array.from(
    { length: 14 * RATE },
    (_, i) => Math.round(32_767 * sampleOf(i / RATE, 2 * random() - 1)) / 32_768,
  );
  return { channels: [plane], sampleRate: RATE };
};
const sine = (hertz: number, at: number) => Math.sin(2 * Math.PI * hertz * at);
const hum = (seed: number) =>
  made((at, noise) => 0.3 * sine(50, at) + 0.1 * sine(150, at) + 0.01 * noise, seed);
const clicks = (every: number) =>
  made((at) => (at % every < 0.01 ? 0.8 * sine(900, at % every) * (1 - (at % every) / 0.01) : 0), 1);
const pad = (period: number) =>
  made((at) => (0.2 + 0.1 * sine(1 / period, at)) * (sine(220, at) + sine(277, at)), 1);

const beeps = (every: number) => made((at) => (at % every < 0.2 ? 0.4 * sine(1000, at) : 0), 1);
const bell = (period: number) =>
  made(
    (at) =>
      0.4 * Math.exp(-(at % period) / 1.5) * (sine(523, at) + 0.5 * sine(1411, at) + 0.3 * sine(2207, at)),
    1,
  );
const engine = (hertz: number) => {
  let rough = 0;
  return made((at, noise) => {
    rough += 0.05 * (noise - rough);
    return 0.3 * (2 * ((hertz * at) % 1) - 1) * (0.7 + 1.5 * rough);
  }, 3);
};

const SOUNDS: readonly (readonly [string, Pcm])[] = [
  ['a hum', hum(1)],
  ['a hum with other noise', hum(2)],
  ['clicks', clicks(0.3)],
  ['faster clicks', clicks(0.37)],
  ['a pad', pad(2)],
  ['a slower pad', pad(3)],
  ['a bell', bell(6)],
  ['a slower bell', bell(7)],
  ['an engine', engine(44)],
];

/** Sounds that stand but for a few moments: heard at another speed little of them tells anything either. */
const NEARLY_STANDING = [1, 1.1, 1.2].map((every) => [`beeps every ${every} s`, beeps(every)] as const);

/** Whether the index would propose the first to who looks the second up. */
const isProposed = (entry: Heard, query: Heard) =>
  nominate(
    lookupKeys(query.words),
    indexKeys(entry.words).map((hit) => ({ ...hit, id: 'entry' })),
  ).length > 0;

const heard = async (bytes: Uint8Array) => listen(sourceOf(bytes));
type Heard = Awaited<ReturnType<typeof heard>>;
const same = (a: Heard, b: Heard) => matchOf(a, b).duplicate;

describe('sounds whose fingerprints tell nothing', () => {
  test('no two are the same, however they are heard', async () => {
    const all = await Promise.all(
      [...SOUNDS, ...NEARLY_STANDING].map(async ([name, pcm]) => ({ name, is: await heard(toWav(pcm)) })),
    );
    const called = all.flatMap((a) =>
      all.filter((b) => a !== b && same(a.is, b.is)).map((b) => `${a.name}: ${b.name}`),
    );
    expect(called).toEqual([]);
  });

  test.each(SOUNDS)('%s is the same as its copy and its mp3', async (name, pcm) => {
    const own = await heard(toWav(pcm));
    expect(same(own, await heard(toWav(pcm)))).toBe(true);
    expect(isProposed(own, await heard(await encodeMp3(pcm, 64)))).toBe(true);
    // What is left of a hum's noise, 40 dB below it, is too little to tell it again by.
    if (!name.includes('hum')) expect(same(own, await heard(await encodeMp3(pcm, 64)))).toBe(true);
  });
});
