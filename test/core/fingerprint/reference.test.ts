import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { encodeFingerprint, readFingerprint } from '#core/text/codec.ts';
import { fingerprintOf } from '../../sound/fingerprint.ts';
import { type MusicOptions, makeMusic } from '../../sound/music.ts';

interface Reference {
  readonly music: MusicOptions;
  readonly words: string;
  readonly compressed: string;
}

/** Least share of words that equal fpcalc's. */
const EQUAL = 0.999;

describe.each([
  'mono-11025',
  'stereo-44100',
  'stereo-48000',
  'stereo-11025',
  'mono-8000',
])('fpcalc on %s', (name) => {
  const file = new URL(`./references/${name}.json`, import.meta.url);
  const reference: Reference = JSON.parse(readFileSync(file, 'utf8'));
  const expected = readFingerprint(reference.words).words;

  test('the words are equal', () => {
    const words = fingerprintOf(makeMusic(reference.music));
    expect(words.length).toBe(expected.length);
    const equal = words.filter((word, i) => word === expected[i]).length;
    expect(equal / expected.length).toBeGreaterThanOrEqual(EQUAL);
  });

  test('the compressed form is equal byte for byte', () => {
    expect(encodeFingerprint(expected)).toBe(reference.compressed);
    expect(readFingerprint(reference.compressed).words).toEqual(expected);
  });
});
