import { describe, expect, test } from 'vitest';
import { listen } from '#media/listen.ts';
import { makeAdts } from '../../sound/aac.ts';
import { bitErrors } from '../../sound/fingerprint.ts';
import { makeSound, toHybrid, toM4a, withEdit } from '../../sound/m4a.ts';
import { sourceOf } from '../../sound/source.ts';

const hear = (...parts: Uint8Array[]) => listen(sourceOf(new Uint8Array(Buffer.concat(parts))));
const first = makeAdts(1, 8, 44_100);
const tail = (words: Uint32Array, count: number) => words.subarray(words.length - count);

describe('adts', () => {
  test('joined with others of its kind and of another rate is heard to its end', async () => {
    const second = makeAdts(2, 8, 44_100);
    const third = makeAdts(3, 8, 48_000);
    const heard = await hear(first, second, third);
    expect(heard.duration).toBeCloseTo(24, 1);
    expect(heard.audio).toMatchObject({ format: 'aac', notice: null });
    expect(bitErrors(tail(heard.words, 40), tail((await hear(third)).words, 40))).toBeLessThan(0.15);
  });

  test('begun amid a frame, and behind a tag', async () => {
    const { words } = await hear(first);
    const tag = Buffer.from('ID3\x04\0\0\0\0\x07\x68'.padEnd(1010, '\0'), 'latin1');
    expect((await hear(tag, first)).words).toEqual(words);
    const late = await hear(first.subarray(10));
    expect(bitErrors(late.words, words)).toBeLessThan(0.05);
  });

  test('damage takes no more with it than it touches, and is told', async () => {
    const bytes = first.slice();
    bytes.fill(0x55, 3000, 3400);
    const heard = await hear(bytes);
    expect(heard.duration).toBeCloseTo(8, 1);
    expect(heard.audio?.notice).toMatch(/^0\.[4-8] s could not be decoded\.$/);
    expect(bitErrors(tail(heard.words, 15), tail((await hear(first)).words, 15))).toBeLessThan(0.1);
  });
});

describe('m4a', () => {
  test('is the same sound as in adts', async () => {
    const heard = await hear(await toM4a(makeSound(1, 8, 44_100)));
    expect(heard.words).toEqual((await hear(first)).words);
  });

  test('told partly by its tables and partly by fragments is heard whole', async () => {
    const sound = makeSound(4, 12, 44_100);
    const heard = await hear(await toHybrid(sound, 200));
    const whole = await hear(await toM4a(sound));
    expect(heard.duration).toBeCloseTo(whole.duration, 2);
    expect(heard.words).toEqual(whole.words);
  });

  test.each([false, true])('begins where its edit list says; HE-AAC: %s', async (isHigh) => {
    const whole = await hear(await toM4a(makeSound(5, 10, 22_050)));
    const late = await hear(await withEdit(makeSound(5, 10, 22_050, isHigh), 1365 * 2 * 4));
    // Four hops of the fingerprint later.
    expect(late.duration).toBeCloseTo(whole.duration - (1365 * 2 * 4) / 22_050, 1);
    expect(bitErrors(late.words.subarray(0, 50), whole.words.subarray(4, 54))).toBeLessThan(0.02);
  });
});
