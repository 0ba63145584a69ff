import type { Hearing } from '#core/fingerprint/hearings.ts';

/** The bytes of an upload, readable in order and by range (an S3 object, a file on disk, a buffer). */
export interface AudioSource {
  /** Bytes in all. */
  readonly size: number;
  /** All bytes in order, in chunks of any length. */
  stream(): AsyncIterable<Uint8Array>;
  /** The bytes from `start` up to, not including, `end`; fewer at the end of the source. */
  read(start: number, end: number): Promise<Uint8Array>;
}

/** What a file was found to be when it was decoded. */
export interface FileAudio {
  /** The codec by its usual name ("mp3", "flac", "aac"); "wav" or "aiff" for the plain samples of such a file. */
  readonly format: string;
  /** Bits a second, over the whole file. */
  readonly bitRate: number;
  /** Hertz, as the file tells it. */
  readonly sampleRate: number;
  readonly channels: number;
  readonly lossless: boolean;
  /** One sentence on what was lost; null when all was decoded. */
  readonly notice: string | null;
}

/** What a recording is once it has been listened to. */
export interface Recording {
  /** Chromaprint words (algorithm 2), one every 0.1238 s, of the whole length. */
  readonly words: Uint32Array;
  /** Length of the decoded audio in seconds. */
  readonly duration: number;
  /**
   * Where the words tell nothing: how its level goes up and down (core/fingerprint/contour.ts). None of what was sent as
   * a fingerprint, or was heard before this was.
   */
  readonly contour?: Uint8Array;
  /**
   * The same with equalisers undone, and as it sounds a little faster or slower; none where only a fingerprint is known. They
   * are made when they are asked for.
   */
  readonly others?: readonly Hearing[];
  /** Of audio; a fingerprint has none. */
  readonly audio?: FileAudio;
}

/** The longest recording, in seconds. */
export const LONGEST = 24 * 3600;

/**
 * Decodes and fingerprints a whole recording. Rejects with UnusableAudio when it cannot be one, or as soon as it is
 * longer than `longest` seconds (24 hours when not told); with TooSlow when that takes longer than `patience` seconds
 * (for ever when not told).
 */
export type Listen = (source: AudioSource, longest?: number, patience?: number) => Promise<Recording>;

/** The bytes are no recording Refrain can use. The message is a sentence for the person who sent them. */
export class UnusableAudio extends Error {
  override readonly name = 'UnusableAudio';
}

export class TooLong extends UnusableAudio {
  constructor(longest: number) {
    super(`The recording is longer than ${longest / 3600} hours.`);
  }
}

export class TooSlow extends UnusableAudio {
  constructor(patience: number) {
    super(`The file takes longer to decode than ${patience} seconds.`);
  }
}
