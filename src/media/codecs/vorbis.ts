import { OggVorbisDecoder } from '@wasm-audio-decoders/ogg-vorbis';
import { VORBIS_PLACES, weightsOf } from '#media/surround.ts';
import type { Codec } from './codec.ts';
import { oggPages } from './ogg-writing.ts';

/** Packets decoded at once: about half a second. */
const BATCH = 50;

/** Vorbis from its packets, whatever they lay in: the decoder reads Ogg alone. `headers`: the three that come first. */
export async function vorbisCodec(headers: readonly Uint8Array[]): Promise<Codec> {
  const decoder = new OggVorbisDecoder();
  await decoder.ready;
  const pages = oggPages();
  for (const [i, header] of headers.entries()) await decoder.decode(pages.next([header], i === 0));
  return {
    format: 'vorbis',
    lossless: false,
    kind: 'float',
    batch: BATCH,
    weights: (channels) => weightsOf(VORBIS_PLACES[channels]),
    decode: (packets) => decoder.decode(pages.next(packets, false)),
    end: () => decoder.flush(),
    free: () => decoder.free(),
  };
}
