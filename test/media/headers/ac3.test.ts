import { expect, test } from 'vitest';
import { ac3Frame } from '#media/headers/ac3.ts';

/** A header whose fifth byte tells rate and frame size, and the sixth the version. */
const header = (code: number, version = 8) => Uint8Array.of(0x0b, 0x77, 0, 0, code, version << 3);

// ETSI TS 102 366 Table 4.13: words of 16 bits.
test.each([
  ['192 kbit/s, 48 kHz', 20, 384],
  ['192 kbit/s, 44.1 kHz', 64 + 20, 417],
  ['192 kbit/s, 44.1 kHz, the longer one', 64 + 21, 418],
  ['192 kbit/s, 32 kHz', 128 + 20, 576],
  ['640 kbit/s, 32 kHz', 128 + 36, 1920],
])('%s', (_, code, words) => {
  expect(ac3Frame(header(code), 0)?.length).toBe(2 * words);
});

test.each([
  ['a rate that there is not', header(192 + 20)],
  ['a size that there is not', header(38)],
  ['E-AC-3', header(20, 16)],
  ['too short', header(20).subarray(0, 5)],
  ['something else', Uint8Array.of(0x0b, 0x78, 0, 0, 20, 64)],
])('%s is no frame', (_, bytes) => {
  expect(ac3Frame(bytes, 0)).toBeUndefined();
});
