import { OggVorbisDecoder } from '@wasm-audio-decoders/ogg-vorbis';
import type { AudioSource } from '#domain/ports/audio.ts';
import type { Sound } from './sound.ts';
import { decodeWith } from './wasm-audio.ts';

/** Ogg Vorbis. */
export const decodeVorbis = (source: AudioSource): AsyncGenerator<Sound> =>
  decodeWith(new OggVorbisDecoder(), source, 'float');
