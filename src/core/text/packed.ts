import { SECONDS_PER_WORD } from '#core/fingerprint/hop.ts';
import { UnusableFingerprint } from './unusable-fingerprint.ts';

const ALGORITHM = 1;
const HEADER = 4;
/** Distances from here on are written in two parts. */
const LARGE = 7;

/** Words of 24 hours: a longer fingerprint is refused. */
export const MAX_WORDS = Math.floor((24 * 3600) / SECONDS_PER_WORD);

/** Collects numbers of `width` bits, packed from the least significant bit of each byte. */
class BitWriter {
  private readonly width: number;
  private readonly bytes: number[] = [];
  private held = 0;
  private bits = 0;

  constructor(width: number) {
    this.width = width;
  }

  write(value: number): void {
    this.bits |= value << this.held;
    this.held += this.width;
    while (this.held >= 8) {
      this.bytes.push(this.bits & 255);
      this.bits >>>= 8;
      this.held -= 8;
    }
  }

  finish(): number[] {
    if (this.held > 0) this.bytes.push(this.bits & 255);
    return this.bytes;
  }
}

/** Chromaprint's compressed form as bytes: header, 3-bit distances between changed bits, 5-bit excesses. */
export function packFingerprint(words: Uint32Array): Uint8Array {
  const distances = new BitWriter(3);
  const excesses = new BitWriter(5);
  let previous = 0;
  for (const word of words) {
    let changed = (word ^ previous) >>> 0;
    previous = word;
    let last = 0;
    while (changed !== 0) {
      const bit = 32 - Math.clz32(changed & -changed);
      const distance = bit - last;
      distances.write(Math.min(distance, LARGE));
      if (distance >= LARGE) excesses.write(distance - LARGE);
      last = bit;
      changed = (changed & (changed - 1)) >>> 0;
    }
    distances.write(0);
  }
  const n = words.length;
  const header = [ALGORITHM, (n >> 16) & 255, (n >> 8) & 255, n & 255];
  return Uint8Array.from(header.concat(distances.finish(), excesses.finish()));
}

/** The value of `width` bits (at most 8) that begins at bit `at`, least significant bits first. */
function bitsAt(bytes: Uint8Array, at: number, width: number): number {
  const byte = at >> 3;
  const pair = (bytes[byte] ?? 0) | ((bytes[byte + 1] ?? 0) << 8);
  return (pair >> (at & 7)) & ((1 << width) - 1);
}

/** Reads what packFingerprint writes. Throws UnusableFingerprint; time and memory are bounded by the bytes. */
export function unpackFingerprint(bytes: Uint8Array): Uint32Array {
  if (bytes.length < HEADER)
    throw new UnusableFingerprint('The fingerprint is cut short: its header is missing.');
  if (bytes[0] !== ALGORITHM) {
    throw new UnusableFingerprint(
      `The fingerprint was made by algorithm ${(bytes[0] ?? 0) + 1} of Chromaprint; only algorithm 2, fpcalc's default, can be used.`,
    );
  }
  const count = ((bytes[1] ?? 0) << 16) | ((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0);
  checkLength(count);
  const distances = readDistances(bytes, count);
  return readWords(bytes, count, distances);
}

/** Throws unless `count` words are a fingerprint of usable length. */
export function checkLength(count: number): void {
  if (count === 0)
    throw new UnusableFingerprint('The fingerprint has no words; the recording was too short for one.');
  if (count > MAX_WORDS) throw new UnusableFingerprint('The fingerprint is longer than 24 hours.');
}

/** The bit after the last 3-bit number; also checks that the bytes hold as much as they promise, and no more. */
function readDistances(bytes: Uint8Array, count: number): number {
  const cut = 'The fingerprint is cut short or damaged: it has fewer words than its header says.';
  if ((bytes.length - HEADER) * 8 < count * 3) throw new UnusableFingerprint(cut);
  const end = bytes.length * 8;
  let at = HEADER * 8;
  let large = 0;
  for (let words = 0; words < count; at += 3) {
    if (at + 3 > end) throw new UnusableFingerprint(cut);
    const value = bitsAt(bytes, at, 3);
    if (value === 0) words++;
    else if (value === LARGE) large++;
  }
  const excesses = Math.ceil(at / 8);
  const length = excesses + Math.ceil((large * 5) / 8);
  if (bytes.length < length) throw new UnusableFingerprint(cut);
  if (bytes.length > length) {
    throw new UnusableFingerprint('The fingerprint is damaged: it has more data than its header says.');
  }
  return excesses * 8;
}

function readWords(bytes: Uint8Array, count: number, excesses: number): Uint32Array {
  const words = new Uint32Array(count);
  let at = HEADER * 8;
  let excess = excesses;
  let previous = 0;
  for (let i = 0; i < count; i++) {
    let bit = 0;
    for (;;) {
      let distance = bitsAt(bytes, at, 3);
      at += 3;
      if (distance === 0) break;
      if (distance === LARGE) {
        distance += bitsAt(bytes, excess, 5);
        excess += 5;
      }
      bit += distance;
      if (bit > 32)
        throw new UnusableFingerprint('The fingerprint is damaged: a word has more than 32 bits.');
      previous = (previous ^ (1 << (bit - 1))) >>> 0;
    }
    words[i] = previous;
  }
  return words;
}
