import type { Format } from '#media/sniff.ts';
import type { Decoder } from './sound.ts';

/** Each format's decoder, loaded when the first file of its kind comes. */
export const DECODERS: Record<Format, () => Promise<Decoder>> = {
  wav: async () => (await import('./wav.ts')).decodeWav,
  aiff: async () => (await import('./aiff.ts')).decodeAiff,
  flac: async () => (await import('./flac.ts')).decodeFlac,
  'ogg-flac': async () => (await import('./flac.ts')).decodeFlac,
  vorbis: async () => (await import('./vorbis.ts')).decodeVorbis,
  opus: async () => (await import('./opus.ts')).decodeOggOpus,
  mp3: async () => (await import('./mp3.ts')).decodeMp3,
  adts: async () => (await import('./adts.ts')).decodeAdts,
  container: async () => (await import('./container.ts')).decodeContainer,
  wma: async () => (await import('./wma.ts')).decodeWma,
};
