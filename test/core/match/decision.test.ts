import { describe, expect, test } from 'vitest';
import { type Difference, explain } from '#core/match/decide.ts';
import { nominate } from '#core/sketch/nominate.ts';
import { indexKeys, lookupKeys } from '#core/sketch/sketch.ts';
import { cut, equalised, join, silence, testTone, withNoise } from '../../sound/edit.ts';
import { fingerprintOf } from '../../sound/fingerprint.ts';
import { makeMusic, type Pcm } from '../../sound/music.ts';
import { likeMusic, withErrors } from '../../sound/words.ts';

const song = makeMusic({ seed: 31, seconds: 90 });
const other = makeMusic({ seed: 32, seconds: 90 });
const loop = makeMusic({ seed: 33, seconds: 30 });
const rain = (seed: number) => withNoise(silence(60), 0.3, seed);

/** What is decided of b beside a, in either order. */
function differences(a: Pcm, b: Pcm): (Difference | undefined)[] {
  const [x, y] = [fingerprintOf(a), fingerprintOf(b)];
  return [explain(x, y), explain(y, x)].map(({ difference }) => difference);
}

const found = (entry: Uint32Array, query: Uint32Array) =>
  nominate(
    lookupKeys(query),
    indexKeys(entry).map((hit) => ({ ...hit, id: 'entry' })),
  ).length > 0;

describe('not the same, and why', () => {
  test.each<[string, Pcm, Pcm, Difference]>([
    ['other music', song, other, 'other sound'],
    ['a test tone beside music', song, testTone(90, 440), 'other sound'],
    ['two recordings of rain', rain(1), rain(2), 'alike anywhere'],
    ['silence of two lengths', silence(30), silence(45), 'nothing in common'],
    ['an excerpt from the middle', song, cut(song, 30, 60), 'more before it'],
    ['an excerpt from the start', song, cut(song, 0, 60), 'more after it'],
    ['an extended version', song, join(song, cut(song, 20, 60)), 'more after it'],
    ['an extended version with a prelude', song, join(cut(other, 0, 30), song), 'more before it'],
    [
      'a loop at the start of both',
      join(loop, cut(song, 0, 60)),
      join(loop, cut(other, 0, 60)),
      'other sound',
    ],
    ['12 s further along', cut(song, 0, 60), cut(song, 12, 72), 'more before one, after the other'],
    ['a third of it other music', song, join(cut(song, 0, 60), cut(other, 60)), 'partly other sound'],
  ])('%s', (_, a, b, difference) => {
    expect(differences(a, b)).toEqual([difference, difference]);
  });
});

test('parts of looping music, of which each has what the other lacks, are so alike as copies or they are none', () => {
  const words = likeMusic(7, 600);
  const slid = (share: number) => explain(words.subarray(0, 550), withErrors(words.subarray(50), share, 8));
  expect(slid(0.08).match.relation).toBe('same');
  expect(slid(0.12)).toMatchObject({
    difference: 'more before one, after the other',
    match: { relation: 'edit' },
  });
});

test.each([
  [1138, 1189],
  [5004, 5042],
  [5201, 5203],
])('5 s of songs %d and %d: half a second is alike, where one ends and the other begins', (one, other) => {
  const [a, b] = [one, other].map((seed) =>
    fingerprintOf(makeMusic({ seed, seconds: 5, sampleRate: 11_025, channels: 1 })),
  ) as [Uint32Array, Uint32Array];
  for (const { difference } of [explain(a, b), explain(b, a)])
    expect(difference).toMatch(/^(more before one, after the other|other sound|too little in common)$/);
});

describe('the same, for all that', () => {
  /** A word comes every 123.8 ms; half-way between two the windows differ most. */
  test.each([0.0619, 0.1857, 5.0136, 9.9657, 14.9177])('a cut of %d s: half a hop', (seconds) => {
    const copy = withNoise(equalised(cut(song, seconds)), 0.002, 4);
    expect(differences(song, copy)).toEqual([undefined, undefined]);
    expect(found(fingerprintOf(song), fingerprintOf(copy))).toBe(true);
  });

  test.each<[string, Pcm, Pcm]>([
    ['silence', silence(30), silence(30)],
    ['a test tone', testTone(30, 440), testTone(30, 440)],
    ['rain', rain(1), cut(rain(1), 5)],
    ['6 s of music', cut(song, 20, 26), withNoise(cut(song, 20, 26), 0.002, 5)],
    [
      '8 s cut from the start of one, from the end of the other',
      cut(song, 0, 82),
      withNoise(cut(song, 8), 0.002, 6),
    ],
    ['15 s cut from one of 30', cut(song, 0, 30), cut(song, 15, 30)],
  ])('%s', (_, a, b) => {
    expect(differences(a, b)).toEqual([undefined, undefined]);
  });
});

describe('three hours', () => {
  const words = likeMusic(1, 87_200);
  test('a copy that lost 15 s and a twentieth of its bits', () => {
    const copy = withErrors(words.subarray(121), 0.05, 2);
    const { match } = explain(words, copy);
    expect(match.duplicate).toBe(true);
    expect(match.similarity).toBeCloseTo(0.9, 1);
    expect(match.offset).toBeCloseTo(15, 0);
    expect(found(words, copy)).toBe(true);
  });

  test('another of three hours', () => {
    expect(explain(words, likeMusic(3, 87_200)).difference).toBe('other sound');
  });

  test('a song of four minutes that is in it', () => {
    const part = words.subarray(40_000, 41_900);
    expect(explain(words, part).difference).toBe('more before it');
  });
});
