import { HalfBand } from './half-band.ts';
import { SAMPLE_RATE } from './hop.ts';
import { mixDown, toInt16 } from './mono.ts';
import { Polyphase } from './polyphase.ts';

/** One channel at any rate, brought to SAMPLE_RATE: halvings first (cheap), then one exact fraction. */
class Channel {
  private readonly halvings: HalfBand[] = [];
  private readonly fraction: Polyphase | undefined;
  private mixed = new Float32Array(0);

  constructor(rate: number) {
    let left = rate;
    while (left % 2 === 0 && left / 2 >= 2 * SAMPLE_RATE) {
      this.halvings.push(new HalfBand());
      left /= 2;
    }
    this.fraction = left === SAMPLE_RATE ? undefined : new Polyphase(left);
  }

  /** The mean of planes, resampled; valid until the next call. */
  push(planes: readonly Float32Array[]): Float32Array {
    const length = planes[0]?.length ?? 0;
    if (this.mixed.length < length) this.mixed = new Float32Array(length);
    mixDown(planes, this.mixed);
    let current: Float32Array = this.mixed.subarray(0, length);
    for (const halving of this.halvings) current = halving.push(current);
    return this.fraction === undefined ? current : this.fraction.push(current);
  }
}

/** How the samples were made: whole 16-bit numbers (wav, flac), or floats by a lossy decoder. */
export type SampleKind = 'int16' | 'float';

/**
 * Sound of any rate and channels as one channel of whole 16-bit numbers at SAMPLE_RATE, in the order of fpcalc,
 * which shows in quiet passages: 16-bit channels are resampled and rounded each, then mixed; floats mixed first.
 */
export class Resampler {
  private readonly rate: number;
  private readonly kind: SampleKind;
  private readonly channels: Channel[] = [];

  /** `rate` in hertz, rounded to a whole number. */
  constructor(rate: number, kind: SampleKind) {
    this.rate = Math.round(rate);
    this.kind = kind;
  }

  /** Planar samples, −1 to 1; the answer is valid until the next call. */
  push(planes: readonly Float32Array[]): Float32Array {
    if (planes.length === 0) return new Float32Array(0);
    const apart = this.kind === 'int16' && planes.length > 1;
    const groups = apart ? planes.map((plane) => [plane]) : [planes];
    while (this.channels.length < groups.length) this.channels.push(new Channel(this.rate));
    return roundedMean(groups.map((group, i) => (this.channels[i] as Channel).push(group)));
  }
}

/** The mean of channels, each rounded to 16 bits first, rounded half up; written over the first. */
function roundedMean(channels: readonly Float32Array[]): Float32Array {
  const [left, right] = channels as [Float32Array, Float32Array | undefined];
  // A channel that joins a stream late is a little behind.
  const length = Math.min(...channels.map((channel) => channel.length));
  for (let i = 0; i < length; i++) {
    let sum = toInt16(left[i] as number);
    if (right !== undefined) {
      sum += toInt16(right[i] as number);
      for (let c = 2; c < channels.length; c++) sum += toInt16((channels[c] as Float32Array)[i] as number);
      sum = Math.floor(sum / channels.length + 0.5);
    }
    left[i] = sum;
  }
  return left.subarray(0, length);
}
