import { expect, it } from 'vitest';
import { NOTES } from '#core/fingerprint/chroma.ts';
import { wordOf } from '#core/fingerprint/classifiers.ts';
import { NoteImage } from '#core/fingerprint/image.ts';
import { wordsOfNotes } from '../../bench/index/words-of-notes.ts';
import { randomNumbers } from '../sound/random.ts';

it('the benchmark makes the words that src/core makes', () => {
  const random = randomNumbers(3);
  const rows = Float32Array.from({ length: 500 * NOTES }, () => random() ** 3);
  const image = new NoteImage();
  const words: number[] = [];
  for (let at = 0; at < rows.length; at += NOTES) {
    if (image.push(Float64Array.from(rows.subarray(at, at + NOTES)))) words.push(wordOf(image));
  }
  expect([...wordsOfNotes(rows)]).toEqual(words);
});
