import type { Decoder } from './sound.ts';

/** Each format's decoder, loaded when the first file of its kind comes. */
export const DECODERS = {
  wav: async () => (await import('./decoders/wav.ts')).decodeWav,
  w64: async () => (await import('./decoders/w64.ts')).decodeW64,
  aiff: async () => (await import('./decoders/aiff.ts')).decodeAiff,
  caf: async () => (await import('./decoders/caf.ts')).decodeCaf,
  au: async () => (await import('./decoders/au.ts')).decodeAu,
  flac: async () => (await import('./decoders/flac.ts')).decodeFlac,
  ogg: async () => (await import('./decoders/ogg.ts')).decodeOgg,
  mp3: async () => (await import('./decoders/mp3.ts')).decodeMp3,
  adts: async () => (await import('./decoders/adts.ts')).decodeAdts,
  container: async () => (await import('./decoders/container.ts')).decodeContainer,
  matroska: async () => (await import('./decoders/matroska.ts')).decodeMatroska,
  asf: async () => (await import('./decoders/asf.ts')).decodeAsf,
  wavpack: async () => (await import('./decoders/wavpack.ts')).decodeWavpack,
  tta: async () => (await import('./decoders/streams.ts')).decodeTta,
  musepack: async () => (await import('./decoders/streams.ts')).decodeMusepack,
  amr: async () => (await import('./decoders/streams.ts')).decodeAmr,
  ac3: async () => (await import('./decoders/ac3.ts')).decodeAc3,
  dts: async () => (await import('./decoders/streams.ts')).decodeDts,
} as const satisfies Record<string, () => Promise<Decoder>>;

/** The formats told apart by content. */
export type Format = keyof typeof DECODERS;
