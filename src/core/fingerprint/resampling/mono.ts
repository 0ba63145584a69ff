/** Samples are −1 to 1; whole numbers of 16 bits are so many times as large. */
export const SCALE = 32768;

/** Rounds a sample of 16-bit scale to a whole number within 16 bits. */
export function toInt16(sample: number): number {
  if (sample >= SCALE - 1) return SCALE - 1;
  if (sample <= -SCALE) return -SCALE;
  // Rounds half up, without the cost of Math.round.
  return ((sample + SCALE + 0.5) | 0) - SCALE;
}

/** The mean of planar channels, written into `out`, which it returns. */
export function mixDown(channels: readonly Float32Array[], out: Float32Array): Float32Array {
  const [left, right] = channels;
  if (left === undefined) return out;
  if (right === undefined) out.set(left);
  else if (channels.length === 2) {
    for (let i = 0; i < left.length; i++) out[i] = ((left[i] as number) + (right[i] as number)) / 2;
  } else {
    for (let i = 0; i < left.length; i++) {
      let sum = 0;
      for (const channel of channels) sum += channel[i] as number;
      out[i] = sum / channels.length;
    }
  }
  return out;
}
