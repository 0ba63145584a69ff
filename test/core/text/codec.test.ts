import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeFingerprint,
  encodeFingerprint,
  packFingerprint,
  readFingerprint,
  UnusableFingerprint,
  unpackFingerprint,
} from '#core/text/codec.ts';
import { randomNumbers } from '../../sound/random.ts';

const fingerprints = fc
  .array(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { minLength: 1, maxLength: 300 })
  .map((words) => Uint32Array.from(words));

const packed = (...bytes: number[]) => Uint8Array.from(bytes);
const refusal = (read: () => unknown): string => {
  try {
    read();
  } catch (error) {
    if (error instanceof UnusableFingerprint) return error.message;
    throw error;
  }
  throw new Error('was not refused');
};

describe('the compressed form', () => {
  test('is read back as it was written', () => {
    fc.assert(
      fc.property(fingerprints, (words) => {
        expect(decodeFingerprint(encodeFingerprint(words))).toEqual(words);
        expect(unpackFingerprint(packFingerprint(words))).toEqual(words);
      }),
    );
  });

  test('is read in every spelling of fpcalc', () => {
    fc.assert(
      fc.property(fingerprints, (words) => {
        const text = encodeFingerprint(words);
        const raw = words.join(',');
        const signed = [...words].map((word) => word | 0).join(',');
        expect(readFingerprint(text)).toEqual({ words, duration: undefined });
        expect(readFingerprint(`DURATION=12\nFINGERPRINT=${text}\n`)).toEqual({ words, duration: 12 });
        expect(readFingerprint(`DURATION=12\r\nFINGERPRINT=${raw}\r\n`)).toEqual({ words, duration: 12 });
        expect(readFingerprint(`FILE=a.mp3\nDURATION=12\nFINGERPRINT=${signed}\n`).words).toEqual(words);
        expect(readFingerprint(`{"duration": 12.34, "fingerprint": "${text}"}`).duration).toBe(12.34);
        expect(readFingerprint(new TextEncoder().encode(`{"fingerprint": [${signed}]}`)).words).toEqual(
          words,
        );
      }),
    );
  });
});

describe('what is no fingerprint is refused with a sentence', () => {
  test.each([
    ['nothing', ' \n', /empty/],
    ['no words', encodeFingerprint(new Uint32Array(0)), /no words/],
    ['a plain spelling without words', 'DURATION=1\nFINGERPRINT=\n', /no words/],
    ['JSON without a fingerprint', '{"duration": 3}', /no "fingerprint"/],
    ['broken JSON', '{"duration": 3', /JSON/],
    ['an empty JSON list', '{"fingerprint": []}', /no words/],
    ['a number that is too large', '1,2,4294967296', /Number 3/],
    ['a gap between numbers', '1,,2', /Number 2/],
    ['prose', 'this is no fingerprint', /not a fingerprint/],
  ])('%s', (_, text, sentence) => {
    expect(refusal(() => readFingerprint(text))).toMatch(sentence);
  });

  test('another algorithm is named', () => {
    expect(refusal(() => unpackFingerprint(packed(3, 0, 0, 1, 0)))).toMatch(/algorithm 4/);
  });

  test('lengths that lie', () => {
    const good = packFingerprint(Uint32Array.of(1, 2, 3));
    expect(refusal(() => unpackFingerprint(good.subarray(0, -1)))).toMatch(/cut short/);
    expect(refusal(() => unpackFingerprint(packed(...good, 0)))).toMatch(/more data/);
    expect(refusal(() => unpackFingerprint(packed(1, 255, 255, 255, 0)))).toMatch(/24 hours/);
    expect(refusal(() => unpackFingerprint(packed(1, 9, 0, 0, 0)))).toMatch(/cut short/);
    expect(refusal(() => unpackFingerprint(packed(1, 0)))).toMatch(/header/);
  });

  test('any bytes are read or refused, never anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        for (const read of [
          () => unpackFingerprint(bytes),
          () => unpackFingerprint(packed(1, 0, 0, 9, ...bytes)),
        ]) {
          try {
            expect(read().length).toBeGreaterThan(0);
          } catch (error) {
            expect(error).toBeInstanceOf(UnusableFingerprint);
          }
        }
      }),
    );
  });

  test('a megabyte of garbage is refused', () => {
    const random = randomNumbers(1);
    const bytes = Uint8Array.from({ length: 1_000_000 }, () => random() * 256);
    refusal(() => readFingerprint(bytes));
    refusal(() => readFingerprint('AQAA'.repeat(250_000)));
    refusal(() => readFingerprint(`[${'9'.repeat(1_000_000)}`));
    refusal(() => readFingerprint(`{"fingerprint": [${'1,'.repeat(500_000)}"x"]}`));
  });
});
