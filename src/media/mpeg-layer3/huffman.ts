import { LIMIT } from './bands.ts';
import type { Bits } from './bits.ts';
import { PAIR_CODES, QUAD_CODES } from './codewords.ts';

/** Bits looked up at once; longer codewords go on in a second table. */
const FIRST = 10;
const SECOND = 9;

/** Entries: length · 256 + value, or minus the place of a second table for longer codewords. */
type Lookup = Int32Array;

function buildLookup(codewords: readonly string[], symbolOf: (index: number) => number): Lookup {
  const entries = new Map<number, number>();
  let size = 1 << FIRST;
  const seconds = new Map<string, number>();
  const fill = (from: number, code: string, width: number, entry: number) => {
    const free = width - code.length;
    const first = from + (code === '' ? 0 : Number.parseInt(code, 2) << free);
    for (let i = 0; i < 1 << free; i++) entries.set(first + i, entry);
  };
  for (const [index, code] of codewords.entries()) {
    const entry = code.length * 256 + symbolOf(index);
    if (code.length <= FIRST) fill(0, code, FIRST, entry);
    else {
      const prefix = code.slice(0, FIRST);
      let second = seconds.get(prefix);
      if (second === undefined) {
        second = size;
        seconds.set(prefix, second);
        size += 1 << SECOND;
        fill(0, prefix, FIRST, -second);
      }
      fill(second, code.slice(FIRST), SECOND, entry);
    }
  }
  return Int32Array.from({ length: size }, (_, i) => entries.get(i) ?? 0);
}

const words = (text: string) => text.trim().split(/\s+/);

const PAIRS = new Map<number, Lookup>();
for (const [table, text] of Object.entries(PAIR_CODES)) {
  const codewords = words(text);
  const side = Math.sqrt(codewords.length);
  PAIRS.set(
    Number(table),
    buildLookup(codewords, (i) => Math.floor(i / side) * 16 + (i % side)),
  );
}
const QUADS = QUAD_CODES.map((text) => buildLookup(words(text), (i) => i));

/** Extra bits of values of 15, by table. */
const LINBITS = [
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 6, 8, 10, 13, 4, 5, 6, 7, 8, 9, 11, 13,
];

function lookupOf(table: number): Lookup | undefined {
  return PAIRS.get(table < 16 ? table : table < 24 ? 16 : 24);
}

function decode(bits: Bits, lookup: Lookup): number {
  const word = bits.peek();
  let entry = lookup[word >>> (32 - FIRST)] as number;
  if (entry < 0) entry = lookup[((word << FIRST) >>> (32 - SECOND)) - entry] as number;
  bits.position += entry >> 8;
  return entry & 255;
}

/** Pairs of values of one table into `out` from `from` up to `to`. */
function readPairs(bits: Bits, table: number, out: Int32Array, from: number, to: number): void {
  const lookup = lookupOf(table);
  if (lookup === undefined) {
    out.fill(0, from, to);
    return;
  }
  const linbits = LINBITS[table] as number;
  for (let line = from; line < to; line += 2) {
    // A codeword of at most 19 bits and two signs come out of one look at 32 bits.
    let word = bits.peek();
    let entry = lookup[word >>> (32 - FIRST)] as number;
    if (entry < 0) entry = lookup[((word << FIRST) >>> (32 - SECOND)) - entry] as number;
    let used = entry >> 8;
    let x = (entry >> 4) & 15;
    let y = entry & 15;
    if (linbits > 0 && (x === 15 || y === 15)) {
      bits.position += used;
      x = escaped(bits, x, linbits);
      y = escaped(bits, y, linbits);
    } else {
      word <<= used;
      if (x !== 0) {
        if (word < 0) x = -x;
        word <<= 1;
        used++;
      }
      if (y !== 0) {
        if (word < 0) y = -y;
        used++;
      }
      bits.position += used;
    }
    out[line] = x;
    out[line + 1] = y;
  }
}

/** A value with its extra bits, if it is 15, and its sign. */
function escaped(bits: Bits, value: number, linbits: number): number {
  if (value === 0) return 0;
  const whole = value === 15 ? 15 + bits.read(linbits) : value;
  return bits.read(1) === 1 ? -whole : whole;
}

/** Where the tables of the big values change, and which they are. */
export interface Regions {
  readonly ends: readonly [number, number, number];
  readonly tables: readonly number[];
  readonly quadTable: number;
}

/** Reads lines up to LIMIT of a granule whose bits end at `end`; the rest of it is left unread. Zeros follow. */
export function readLines(
  bits: Bits,
  { ends, tables, quadTable }: Regions,
  end: number,
  out: Int32Array,
): void {
  let line = 0;
  for (let region = 0; region < 3; region++) {
    const to = Math.min(ends[region] as number, LIMIT);
    if (to > line) readPairs(bits, tables[region] ?? 0, out, line, to);
    line = Math.max(line, to);
  }
  const quads = QUADS[quadTable] as Lookup;
  while (line < LIMIT && bits.position < end) {
    const quad = decode(bits, quads);
    for (let bit = 8; bit > 0; bit >>= 1) {
      const value = (quad & bit) === 0 ? 0 : bits.read(1) === 1 ? -1 : 1;
      if (line < LIMIT) out[line] = value;
      line++;
    }
    // A codeword that runs over the end is padding, not sound.
    if (bits.position > end) out.fill(0, line - 4, line);
  }
  out.fill(0, Math.min(line, LIMIT), LIMIT);
}
