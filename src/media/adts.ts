import type { AudioSource } from '#domain/audio.ts';
import { optional } from './optional.ts';
import type { Sound } from './sound.ts';

const STEP = 32768;

/** What the AAC and ALAC decoder (GPL-2.0, an optional dependency) is asked for. */
export type AacOptions = { asc: Uint8Array } | { alac: Uint8Array } | undefined;

/** A decoder of AAC (ADTS bytes, or raw frames with `asc`) or ALAC (raw frames with `alac`). */
export async function aacDecoder(options: AacOptions) {
  const { decoder } = await optional('AAC and ALAC', () => import('@audio/decode-aac'));
  return decoder(options);
}

/** AAC in ADTS frames. */
export async function* decodeAdts(source: AudioSource): AsyncGenerator<Sound> {
  const decoder = await aacDecoder(undefined);
  try {
    for await (const chunk of source.stream()) {
      for (let at = 0; at < chunk.length; at += STEP) {
        const { channelData, sampleRate } = decoder.decode(chunk.subarray(at, at + STEP));
        if ((channelData[0]?.length ?? 0) > 0)
          yield { channels: channelData, rate: sampleRate, kind: 'float' };
      }
    }
  } finally {
    decoder.free();
  }
}
