import { FLACDecoder } from '@wasm-audio-decoders/flac';
import type { AudioSource } from '#domain/ports/audio.ts';
import type { Sound } from './sound.ts';
import { decodeWith } from './wasm-audio.ts';

/** FLAC, by itself or in Ogg. */
export const decodeFlac = (source: AudioSource): AsyncGenerator<Sound> =>
  decodeWith(new FLACDecoder(), source, 'int16');
