import type { SampleKind } from '#core/fingerprint/resampler.ts';
import type { AudioSource } from '#domain/ports/audio.ts';

/** A stretch of decoded sound: planar channels of one length, −1 to 1. */
export interface Sound {
  readonly channels: readonly Float32Array[];
  /** Hertz. */
  readonly rate: number;
  readonly kind: SampleKind;
}

/** Decodes a source from its beginning, in order, in stretches of bounded length. */
export type Decoder = (source: AudioSource) => AsyncIterable<Sound>;
