import { SAMPLE_RATE } from '#core/fingerprint/hop.ts';
import { type FilteredChannel, filteredChannels } from './filter.ts';
import { mixDown, SCALE, toInt16 } from './mono.ts';

/** How the samples were made: whole 16-bit numbers (wav, flac), or floats by a lossy decoder. */
export type SampleKind = 'int16' | 'float';

/** Samples of a channel worked on at once, so that no buffer grows with the caller's chunks. */
const BLOCK = 16384;

/**
 * Sound of any rate and channels as one channel of whole 16-bit numbers at SAMPLE_RATE, in the order of fpcalc,
 * which shows in quiet passages: 16-bit channels are resampled and rounded each, then mixed; floats mixed first.
 */
export class Resampler {
  private readonly rate: number;
  private readonly kind: SampleKind;
  private channels: readonly FilteredChannel[] = [];

  /** `rate` in hertz, rounded to a whole number. */
  constructor(rate: number, kind: SampleKind) {
    this.rate = Math.round(rate);
    this.kind = kind;
  }

  /** Planar samples, −1 to 1; calls `take` with what they become, which is valid until it returns. */
  push(planes: readonly Float32Array[], take: (samples: Float32Array) => void): void {
    const length = planes[0]?.length ?? 0;
    for (let at = 0; at < length; at += BLOCK) {
      take(this.resample(length <= BLOCK ? planes : planes.map((plane) => plane.subarray(at, at + BLOCK))));
    }
  }

  private resample(planes: readonly Float32Array[]): Float32Array {
    const groups = this.kind === 'int16' ? planes.map((plane) => [plane]) : [planes];
    const length = planes[0]?.length ?? 0;
    if (this.rate === SAMPLE_RATE) {
      const mixed = groups.map((group) => mixDown(group, new Float32Array(length)));
      return meanOf(mixed.map((channel) => channel.map((sample) => toInt16(sample * SCALE))));
    }
    if (this.channels.length !== groups.length) {
      this.channels = filteredChannels(this.rate, groups.length, BLOCK);
    }
    const filtered = this.channels.map((channel, i) => {
      mixDown(groups[i] ?? [], channel.input(length));
      return channel.push(length);
    });
    return meanOf(filtered);
  }
}

/** The mean of channels of whole numbers, rounded half up; written over the first. */
function meanOf(channels: readonly Float32Array[]): Float32Array {
  const [left, right] = channels;
  if (left === undefined) return new Float32Array(0);
  if (channels.length === 2 && right !== undefined) {
    for (let i = 0; i < left.length; i++) {
      left[i] = Math.floor(((left[i] as number) + (right[i] as number) + 1) / 2);
    }
  } else if (channels.length > 2) {
    for (let i = 0; i < left.length; i++) {
      let sum = 0;
      for (const channel of channels) sum += channel[i] as number;
      left[i] = Math.floor(sum / channels.length + 0.5);
    }
  }
  return left;
}
