import { describe, expect, test } from 'vitest';
import { Fingerprinter } from '#core/fingerprint/fingerprinter.ts';
import { decodeMp3 } from '#media/decoders/mp3.ts';
import type { Decoder, Found } from '#media/sound.ts';
import { encodeMp3 } from '../../sound/encode.ts';
import { bitErrors } from '../../sound/fingerprint.ts';
import { makeMusic } from '../../sound/music.ts';
import { randomNumbers } from '../../sound/random.ts';
import { sourceOf } from '../../sound/source.ts';

/** Words and seconds by one of the two decoders. */
async function heard(decode: Decoder, bytes: Uint8Array) {
  let fingerprinter: Fingerprinter | undefined;
  const found: Found = { format: '', lossless: false, promised: 0, lost: 0, rate: 0, channels: 0 };
  let seconds = 0;
  for await (const { channels, rate, kind } of decode(sourceOf(bytes), found)) {
    fingerprinter ??= new Fingerprinter(rate, kind);
    fingerprinter.push(channels);
    seconds += (channels[0]?.length ?? 0) / rate;
  }
  return { words: fingerprinter?.finish() ?? new Uint32Array(0), seconds };
}

describe('what surrounds and interrupts the frames', () => {
  const music = makeMusic({ seed: 61, seconds: 12, sampleRate: 44_100, channels: 2 });

  test('a tag with a picture before them', async () => {
    const mp3 = await encodeMp3(music);
    const tag = new Uint8Array(200_000).fill(0xff);
    tag.set([0x49, 0x44, 0x33, 3, 0, 0, 0, 12, 26, 54]);
    const tagged = await heard(decodeMp3, new Uint8Array(Buffer.concat([tag, mp3])));
    expect(tagged.words).toEqual((await heard(decodeMp3, mp3)).words);
  });

  test('garbage in the middle', async () => {
    const mp3 = await encodeMp3(music);
    const random = randomNumbers(1);
    const damaged = mp3.slice();
    for (let i = 0; i < 3000; i++) damaged[(mp3.length >> 1) + i] = random() * 256;
    const ours = await heard(decodeMp3, damaged);
    expect(ours.seconds).toBeGreaterThan(11.5);
    const half = ours.words.length / 3;
    expect(bitErrors(ours.words.subarray(0, half), (await heard(decodeMp3, mp3)).words)).toBe(0);
  });
});
