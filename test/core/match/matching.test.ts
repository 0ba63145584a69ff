import { beforeAll, describe, expect, test } from 'vitest';
import { compare } from '#core/match/decide.ts';
import { nominate } from '#core/sketch/nominate.ts';
import { indexKeys, lookupKeys } from '#core/sketch/sketch.ts';
import { some } from '../../extent.ts';
import { cut, equalised, faded, join, louder, silence, testTone, withNoise } from '../../sound/edit.ts';
import { fingerprintOf } from '../../sound/fingerprint.ts';
import { makeMusic, type Pcm } from '../../sound/music.ts';

const song = makeMusic({ seed: 11, seconds: 90 });
const words = fingerprintOf(song);
const match = (a: Pcm, b: Pcm) => compare(fingerprintOf(a), fingerprintOf(b));

/** Its last seconds softer and softer, to −60 dB. */
function fadedOut({ channels, sampleRate }: Pcm, seconds: number): Pcm {
  const length = seconds * sampleRate;
  const gain = (left: number) => (left >= length ? 1 : 10 ** (3 * (left / length - 1)));
  return {
    channels: channels.map((plane) => plane.map((sample, i) => sample * gain(plane.length - i))),
    sampleRate,
  };
}

/** Whether the index would propose `entry` for `query`. */
function found(entry: Uint32Array, query: Uint32Array): boolean {
  const hits = indexKeys(entry).map(({ key, position }) => ({ key, position, id: 'entry' }));
  return nominate(lookupKeys(query), hits).includes('entry');
}

describe('a copy is found and is a duplicate', () => {
  const clip = cut(song, 30, 60);
  const clip25 = fadedOut(cut(song, 20, 45), 4);
  test.each<[string, Pcm, Pcm, number]>([
    ['the same', song, song, 0],
    ['3.7 s cut from the start', song, cut(song, 3.7), 3.7],
    ['10.06 s cut from the start: half-way between two words', song, cut(song, 10.06), 10.06],
    ['15 s cut from the start', song, cut(song, 15), 15],
    ['15 s cut from the end', song, cut(song, 0, 75), 0],
    ['15 s cut from either end', song, cut(song, 15, 75), 15],
    ['an entry that was cut itself', cut(song, 15), song, -15],
    ['15 s cut from the start of a 30 s clip', clip, cut(clip, 15), 15],
    ['15 s cut from the end of a 30 s clip', clip, cut(clip, 0, 15), 0],
    ['noise', song, withNoise(song, 0.02, 5), 0],
    ['more bass, less treble', song, equalised(song), 0],
    ['12 dB softer', song, louder(song, 0.25), 0],
    ['fades of 8 s', song, faded(song, 8), 0],
    ['20 s of silence before it', song, join(silence(20), song), -20],
    ['40 s of silence after it', song, join(song, silence(40)), 0],
    ['noise in which its quiet end drowns', clip25, withNoise(clip25, 0.01, 7), 0],
  ])('%s', (_, entry, copy, offset) => {
    const a = fingerprintOf(entry);
    const b = fingerprintOf(copy);
    expect(found(a, b)).toBe(true);
    const result = compare(a, b);
    expect(result.duplicate).toBe(true);
    expect(result.similarity).toBeGreaterThan(0.6);
    expect(Math.abs(result.offset - offset)).toBeLessThan(0.15);
    expect(result.speed).toBeCloseTo(1, 2);
  });
});

describe('another recording is no duplicate', () => {
  test('other music: neither found nor similar', () => {
    for (let seed = 100; seed < 112; seed++) {
      const other = fingerprintOf(makeMusic({ seed, seconds: 60 }));
      expect(found(words, other)).toBe(false);
      const result = compare(words, other);
      expect(result.duplicate).toBe(false);
      expect(result.similarity).toBeLessThan(0.4);
    }
  });

  const other = makeMusic({ seed: 12, seconds: 90 });
  const loop = makeMusic({ seed: 13, seconds: 30 });
  test.each<[string, Pcm, Pcm]>([
    [
      'a loop in common',
      join(cut(song, 0, 30), loop, cut(song, 30, 60)),
      join(cut(other, 0, 30), loop, cut(other, 30, 60)),
    ],
    ['a loop in common at the start', join(loop, cut(song, 0, 40)), join(loop, cut(other, 0, 40))],
    ['an excerpt of a third', song, cut(song, 30, 60)],
    ['an excerpt of which most is missing at one end', song, cut(song, 0, 60)],
    ['an extended version', song, join(song, cut(song, 0, 60))],
    ['a minute of other music after it', song, join(song, cut(other, 0, 60))],
    ['half of it another', song, join(cut(song, 0, 45), cut(other, 0, 45))],
    ['the same long silence', join(cut(song, 0, 20), silence(70)), join(cut(other, 0, 20), silence(70))],
    ['test tones of two notes', testTone(30, 440), testTone(30, 554)],
    ['music and a test tone', song, testTone(90, 440)],
  ])('%s', (_, a, b) => {
    expect(match(a, b).duplicate).toBe(false);
    expect(match(b, a).duplicate).toBe(false);
  });
});

describe('recordings without music', () => {
  const rain = (seed: number) => withNoise(silence(60), 0.3, seed);

  test('two recordings of rain are two, and a copy of one is a copy', () => {
    expect(match(rain(1), rain(2)).duplicate).toBe(false);
    expect(match(rain(1), withNoise(cut(rain(1), 5), 0.02, 3)).duplicate).toBe(true);
  });

  const tone = fingerprintOf(testTone(30, 440));
  test('a test tone is found by its equal, and one of another length is another', () => {
    expect(indexKeys(tone)).toHaveLength(2);
    expect(found(tone, tone.slice())).toBe(true);
    expect(compare(tone, tone.slice()).duplicate).toBe(true);
    expect(compare(tone, fingerprintOf(testTone(40, 440))).duplicate).toBe(false);
    expect(found(tone, fingerprintOf(testTone(30, 554)))).toBe(false);
  });

  test('silence around music does not become a key', () => {
    const padded = fingerprintOf(join(silence(30), cut(song, 0, 30), silence(30)));
    const quiet = lookupKeys(fingerprintOf(silence(30)));
    expect(indexKeys(padded).some(({ key }) => quiet.has(key))).toBe(false);
  });
});

describe('short and strange fingerprints', () => {
  let short: Uint32Array;
  beforeAll(() => {
    short = fingerprintOf(cut(song, 20, 24));
  });

  test('a jingle of 4 s is found with noise on it', () => {
    const noisy = fingerprintOf(withNoise(cut(song, 20, 24), 0.005, 3));
    expect(found(short, noisy)).toBe(true);
    expect(compare(short, noisy).duplicate).toBe(true);
  });

  test('a clip of 14 s is found though an equaliser has changed some bits of every word', () => {
    const clip = fingerprintOf(cut(song, 20, 34));
    const restless = [1, 9, 23, 25, 28, 30].reduce((mask, bit) => mask | (1 << bit), 0);
    const changed = clip.map((word, i) => (word ^ (Math.imul(i + 1, 0x9e3779b1) & restless)) >>> 0);
    expect(compare(clip, changed).duplicate).toBe(true);
    expect(found(clip, changed)).toBe(true);
  });

  test('one key is enough for a clip, where a copy may have it', () => {
    const clip = lookupKeys(fingerprintOf(cut(song, 20, 34)));
    const [[key = '', [at = 0] = []] = []] = clip;
    const hitAt = (position: number) => nominate(clip, [{ key, position, id: 'entry' }]);
    expect(hitAt(at)).toEqual(['entry']);
    expect(hitAt(at + 120)).toEqual(['entry']);
    expect(hitAt(at + 140)).toEqual([]);
    const many = Array.from({ length: 50 }, (_, i) => ({ key, position: at + i, id: `at ${i}` }));
    expect(nominate(clip, many)).toEqual(many.slice(0, 20).map(({ id }) => id));
    const [[ofSong = '', [there = 0] = []] = []] = lookupKeys(words);
    expect(nominate(lookupKeys(words), [{ key: ofSong, position: there, id: 'entry' }])).toEqual([]);
  });

  test.each([
    ['one word', Uint32Array.of(7)],
    ['one word repeated', new Uint32Array(500).fill(0x12345678)],
    ['zeros', new Uint32Array(500)],
    ['a short loop of words', Uint32Array.from({ length: 800 }, (_, i) => Math.imul(i % 5, 0x9e3779b1))],
  ])('%s match nothing but themselves', (_, strange) => {
    expect(found(strange, strange)).toBe(true);
    expect(compare(strange, strange).duplicate).toBe(true);
    expect(found(words, strange)).toBe(false);
    expect(compare(words, strange).duplicate).toBe(false);
    expect(compare(strange, words).duplicate).toBe(false);
  });

  test.each([
    ['any words', (i: number) => Math.imul(i + 1, 0x9e3779b1)],
    ['a loop', (i: number) => Math.imul((i % 37) + 1, 0x9e3779b1)],
    ['one word', () => 77],
  ])('a day of %s, or a quarter of one, is compared like any other', (_, word) => {
    const day = Uint32Array.from({ length: some(697_000) }, (_, i) => word(i));
    expect(lookupKeys(day).size).toBeLessThanOrEqual(240);
    expect(indexKeys(day).length).toBeLessThanOrEqual(100);
    expect(compare(day, day.slice()).duplicate).toBe(true);
    expect(compare(words, day).duplicate).toBe(false);
    compare(day, day.subarray(20));
  });

  test('keys fit a table key and are at most 100', () => {
    const keys = indexKeys(words);
    expect(keys).toHaveLength(100);
    expect(Math.max(...keys.map(({ key }) => key.length))).toBeLessThanOrEqual(12);
    expect(lookupKeys(words).size).toBe(240);
  });
});
