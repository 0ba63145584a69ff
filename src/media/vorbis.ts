import type { AudioSource } from '#domain/audio.ts';
import { optional } from './optional.ts';
import type { Sound } from './sound.ts';

const STEP = 32768;

/** Ogg Vorbis, by a decoder whose parser is LGPL: an optional dependency. */
export async function* decodeVorbis(source: AudioSource): AsyncGenerator<Sound> {
  const { OggVorbisDecoder } = await optional('Ogg Vorbis', () => import('@wasm-audio-decoders/ogg-vorbis'));
  const decoder = new OggVorbisDecoder();
  await decoder.ready;
  const sound = ({
    channelData,
    sampleRate,
  }: {
    channelData: Float32Array[];
    sampleRate: number;
  }): Sound[] =>
    (channelData[0]?.length ?? 0) > 0 ? [{ channels: channelData, rate: sampleRate, kind: 'float' }] : [];
  try {
    for await (const chunk of source.stream()) {
      for (let at = 0; at < chunk.length; at += STEP) {
        yield* sound(await decoder.decode(chunk.slice(at, at + STEP)));
      }
    }
    yield* sound(await decoder.flush());
  } finally {
    decoder.free();
  }
}
