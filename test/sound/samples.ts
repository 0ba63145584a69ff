import type { Pcm } from './music.ts';

/** Interleaved samples of 16 bits. */
export function interleaved({ channels }: Pcm, littleEndian: boolean): Buffer {
  const length = channels[0]?.length ?? 0;
  const bytes = Buffer.alloc(length * channels.length * 2);
  let at = 0;
  for (let i = 0; i < length; i++)
    for (const plane of channels) {
      const sample = Math.round((plane[i] ?? 0) * 32_768);
      if (littleEndian) bytes.writeInt16LE(sample, at);
      else bytes.writeInt16BE(sample, at);
      at += 2;
    }
  return bytes;
}

/** Interleaved samples of 8 bits by a law of ITU-T G.711. */
export function companded({ channels }: Pcm, law: (sample: number) => number): Buffer {
  const length = channels[0]?.length ?? 0;
  const bytes = Buffer.alloc(length * channels.length);
  let at = 0;
  for (let i = 0; i < length; i++)
    for (const plane of channels) bytes[at++] = law(Math.round((plane[i] ?? 0) * 32_768));
  return bytes;
}

/** A sample of 16 bits by µ-law. */
export function mulaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const size = Math.min(Math.abs(sample), 32_635) + 132;
  const exponent = 31 - Math.clz32(size >> 7);
  return ~(sign | (exponent << 4) | ((size >> (exponent + 3)) & 15)) & 255;
}

/** A sample of 16 bits by A-law. */
export function alaw(sample: number): number {
  const size = Math.min(32_767, sample < 0 ? -sample - 1 : sample);
  const exponent = Math.max(0, 24 - Math.clz32(size));
  const mantissa = (size >> (exponent === 0 ? 4 : exponent + 3)) & 15;
  return ((sample < 0 ? 0 : 0x80) | (exponent << 4) | mantissa) ^ 0x55;
}
