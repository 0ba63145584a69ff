import { Bits } from './bits.ts';
import { randomNumbers } from './random.ts';

const BYTES = 1024;

/** Frames of DTS with right headers (ETSI TS 102 114 §5.3) and noise in the place of sound. */
export function makeDtsNoise(seed: number, frames: number): Uint8Array {
  const random = randomNumbers(seed);
  const header = new Bits()
    .add(0x7ffe8001, 32)
    // A whole frame of 16 blocks of 32 samples, without a checksum.
    .add(1, 1)
    .add(31, 5)
    .add(0, 1)
    .add(15, 7)
    .add(BYTES - 1, 14)
    // Two channels of 44.1 kHz and 768 kbit/s.
    .add(2, 6)
    .add(8, 4)
    .add(15, 5);
  return new Uint8Array(
    Buffer.concat(
      Array.from({ length: frames }, () => {
        const frame = Uint8Array.from({ length: BYTES }, () => random() * 256);
        frame.set(header.bytes());
        return frame;
      }),
    ),
  );
}
