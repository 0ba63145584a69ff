import { expect, test } from 'vitest';
import { musepackSeconds } from '#media/headers/musepack.ts';

test('a file of version 8 tells its samples, and how many of them are silence before the sound', () => {
  // 441,481 samples of 44.1 kHz, of which 481 come before.
  const head = Uint8Array.of(
    0x4d,
    0x50,
    0x43,
    0x4b,
    0x53,
    0x48,
    15,
    1,
    2,
    3,
    4,
    8,
    0x9a,
    0xf9,
    0x09,
    0x83,
    0x61,
    0x1b,
  );
  expect(musepackSeconds(head)).toBe(10);
});

test('a file of version 7 tells its frames', () => {
  const head = Uint8Array.of(0x4d, 0x50, 0x2b, 7, 0xe8, 3, 0, 0, 0, 0, 1, 0);
  expect(musepackSeconds(head)).toBe(24);
});

test('one that is cut short or says otherwise tells nothing', () => {
  expect(musepackSeconds(Uint8Array.of(0x4d, 0x50, 0x43, 0x4b, 0x52, 0x47, 12))).toBe(0);
  expect(musepackSeconds(Uint8Array.of(0x4d, 0x50, 0x43, 0x4b, 0x53, 0x48, 15))).toBe(0);
});
