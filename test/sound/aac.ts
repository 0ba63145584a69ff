import { Bits } from './bits.ts';
import { randomNumbers } from './random.ts';

const RATES = [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050];
/** Bands of a long window that are told, and the lines that they have, by rate (ISO/IEC 14496-3 Tables 4.129 ff.). */
const BANDS = 17;
const linesOf = (rate: number) => (rate < 32_000 ? 92 : 96);
const FRAME = 1024;
/** Words of the first codebook for four lines of which one, the first to the fourth, is 1 or −1 (Table 4.A.2). */
const ONE = [0x10, 0x13, 0x16, 0x14];
const MINUS_ONE = [0x11, 0x17, 0x15, 0x12];

/**
 * AAC-LC in ADTS frames, as sound that never was samples: a chord of three lines of the spectrum a frame, which changes
 * every few of them. The same seed makes the same sound. `rate`: 22,050, 24,000, 44,100 or 48,000.
 */
export const makeAdts = (seed: number, seconds: number, rate: number): Uint8Array =>
  new Uint8Array(Buffer.concat(makeAac(seed, seconds, rate).map((body) => withHeader(body, rate))));

/** The same without ADTS: the bodies of the frames. */
export function makeAac(seed: number, seconds: number, rate: number): Uint8Array[] {
  const random = randomNumbers(seed);
  const frames: Uint8Array[] = [];
  let chord: number[] = [];
  for (let i = 0; i * FRAME < seconds * rate; i++) {
    if (i % 6 === 0) chord = [0, 1, 2].map((voice) => 4 + Math.floor(random() * 10) + 24 * voice);
    frames.push(frame(chord, random, rate));
  }
  return frames;
}

function frame(chord: readonly number[], random: () => number, rate: number): Uint8Array {
  const bits = new Bits();
  // One channel, numbered 0, as loud as 180 says.
  bits.add(0, 3).add(0, 4).add(180, 8);
  // A long sine window.
  bits.add(0, 1).add(0, 2).add(0, 1).add(BANDS, 6).add(0, 1);
  // All bands by the first codebook, and none louder than the others; no pulses, no shaping, no gain control.
  bits.add(1, 4).add(BANDS, 5).add(0, BANDS).add(0, 3);
  for (let line = 0; line < linesOf(rate); line += 4) {
    const voice = chord.find((tone) => tone >= line && tone < line + 4);
    if (voice === undefined) bits.add(0, 1);
    else bits.add((random() < 0.5 ? ONE : MINUS_ONE)[voice - line] as number, 5);
  }
  return bits.add(7, 3).bytes();
}

function withHeader(body: Uint8Array, rate: number): Uint8Array {
  const header = new Bits()
    .add(0xfff1, 16)
    .add(1, 2)
    .add(RATES.indexOf(rate), 4)
    .add(0, 1)
    .add(1, 3)
    .add(0, 4);
  return Buffer.concat([
    header
      .add(7 + body.length, 13)
      .add(0x7ff, 11)
      .add(0, 2)
      .bytes(),
    body,
  ]);
}

/** The configuration of one channel (ISO/IEC 14496-3 §1.6.2.1); as HE-AAC it says that the sound has twice the rate. */
export function aacConfig(rate: number, isHigh = false): Uint8Array {
  const bits = new Bits()
    .add(isHigh ? 5 : 2, 5)
    .add(RATES.indexOf(rate), 4)
    .add(1, 4);
  if (isHigh) bits.add(RATES.indexOf(2 * rate), 4).add(2, 5);
  return bits.add(0, 3).bytes();
}
