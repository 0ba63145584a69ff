/** Undoes an equaliser: by how many times the power at a frequency, in hertz, is to be raised. */
type Undoing = (hertz: number) => number;

/** A shelf of so many decibels below `half`, where it is half done. */
const bass =
  (decibels: number, half: number): Undoing =>
  (hertz) =>
    10 ** (decibels / 10 / (1 + (hertz / half) ** 2));

/** No more than 30 dB: what was taken away whole cannot come back. */
const MOST = 1000;

/** What a high-pass of two poles took away below so many hertz. */
const highPassed =
  (corner: number): Undoing =>
  (hertz) =>
    Math.min(MOST, 1 + (corner / hertz) ** 4);

/**
 * The equalisers that are undone, should one have been at work. Least of 120 keys that copies of ten tracks share then: bass
 * ±6 dB 26, ±12 dB 8, a high-pass 51; heard as they are, and with 8 dB undone of 12, some share none.
 */
export const EQUALISERS: readonly Undoing[] = [
  bass(-6, 130),
  bass(6, 130),
  bass(-12, 100),
  bass(12, 100),
  highPassed(100),
];
