import { describe, expect, test } from 'vitest';
import { secondsHeard } from '#core/fingerprint/hop.ts';
import { withDuration } from '#domain/ports/fingerprints.ts';

const words = new Uint32Array(300);
const heard = secondsHeard(words.length);

describe('the duration a fingerprint tells', () => {
  test.each([heard, Math.floor(heard), 240.5, 86_400])('counts when it is possible: %d', (duration) => {
    expect(withDuration({ words, duration })).toEqual({ words, duration });
  });

  test.each([
    1e308,
    2 ** 53,
    86_401,
    1e-320,
    0,
    5,
    undefined,
  ])('is what its words cover instead of %d', (told) => {
    expect(withDuration({ words, duration: told })).toEqual({ words, duration: heard });
  });
});
