import type { SampleKind } from '#core/fingerprint/resampler.ts';
import type { AudioSource } from '#domain/ports/audio.ts';

/** A stretch of decoded sound: planar channels of one length, −1 to 1. */
export interface Sound {
  readonly channels: readonly Float32Array[];
  /** Hertz. */
  readonly rate: number;
  readonly kind: SampleKind;
  /** What it was coded as, where the file's format does not tell; and in hertz, where it is decoded to fewer. */
  readonly coded?: { readonly format: string; readonly rate?: number };
}

/** Decodes a source from its beginning, in order, in stretches of bounded length. */
export type Decoder = (source: AudioSource) => AsyncIterable<Sound>;
