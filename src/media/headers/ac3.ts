/** A frame of AC-3 by its header (ETSI TS 102 366 §4.3). */
export interface Ac3Frame {
  /** Bytes. */
  readonly length: number;
  /** Which of 48, 44.1 and 32 kHz. */
  readonly rateIndex: number;
  /** Which version of the bit stream. */
  readonly version: number;
}

/** The newest version; E-AC-3 has higher ones. */
const NEWEST = 10;
const HEADER = 6;
/** Kilobits a second. */
const BIT_RATES = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640];
const RATES = [48_000, 44_100, 32_000];
const SAMPLES = 1536;

/** The header at `at`; undefined when it is none. */
export function ac3Frame(bytes: Uint8Array, at: number): Ac3Frame | undefined {
  if (bytes[at] !== 0x0b || bytes[at + 1] !== 0x77 || at + HEADER > bytes.length) return undefined;
  const code = bytes[at + 4] as number;
  const rateIndex = code >> 6;
  const version = (bytes[at + 5] as number) >> 3;
  const rate = RATES[rateIndex];
  const kilobits = BIT_RATES[(code & 63) >> 1];
  if (rate === undefined || kilobits === undefined || version > NEWEST) return undefined;
  // Words of 16 bits; at 44.1 kHz they are no whole number, and every other frame has one more.
  const words = Math.floor((kilobits * 1000 * SAMPLES) / rate / 16);
  const more = rate === 44_100 ? code & 1 : 0;
  return { length: 2 * (words + more), rateIndex, version };
}

/** Whether two headers are of one stream. */
export const isAlike = (a: Ac3Frame, b: Ac3Frame): boolean =>
  a.rateIndex === b.rateIndex && a.version === b.version;
