import { expect, test } from 'vitest';
import { UnusableAudio } from '#domain/ports/audio.ts';
import { optional } from '#media/codecs/optional.ts';

test('a decoder that is not installed is named in a sentence', async () => {
  const missing = optional('WMA', () => Promise.reject(new Error("Cannot find package 'wma'")));
  await expect(missing).rejects.toThrow(UnusableAudio);
  await expect(missing).rejects.toThrow('WMA cannot be decoded here');
});
