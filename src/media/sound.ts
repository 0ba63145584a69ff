import type { SampleKind } from '#core/fingerprint/resampling/resampler.ts';
import type { AudioSource } from '#domain/ports/audio.ts';

/** A stretch of decoded sound: planar channels of one length, −1 to 1. Valid until the next is asked for. */
export interface Sound {
  readonly channels: readonly Float32Array[];
  /** Hertz. */
  readonly rate: number;
  readonly kind: SampleKind;
  /** The share of each channel in the mix; all alike when not told. */
  readonly weights?: readonly number[];
}

/** What a decoder finds of a file beside its sound, as it goes; whole when its sound has ended. */
export interface Found {
  /** The codec, as people call it. */
  format: string;
  lossless: boolean;
  /** Seconds of sound that the container promises; 0 when it does not tell. */
  promised: number;
  /** Seconds that could not be decoded; silence stands in their place. */
  lost: number;
  /** Hertz as the file tells it, when sound is decoded to another rate; 0 when it is not. */
  rate: number;
  /** Channels as the file tells them, when they are decoded to fewer; 0 when they are not. */
  channels: number;
  /** Bytes of frames, for formats that are told by their frames alone; undefined for the others. */
  frames?: number | undefined;
}

/** Decodes a source from its beginning, in order, in stretches of bounded length. */
export type Decoder = (source: AudioSource, found: Found) => AsyncIterable<Sound>;

/** Packets as a container gives them, in order; an empty one stands for one that was lost. */
export type Packets = AsyncIterable<Uint8Array>;
