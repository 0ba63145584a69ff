import type { AudioSource } from '#domain/ports/audio.ts';
import { optional } from './optional.ts';
import type { Sound } from './sound.ts';

const STEP = 32768;
/** Samples of the first frame, which this decoder keeps to itself and fpcalc's gives. */
const WITHHELD = 1024;

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
  let begun = false;
  try {
    for await (const chunk of source.stream()) {
      for (let at = 0; at < chunk.length; at += STEP) {
        const { channelData, sampleRate } = decoder.decode(chunk.subarray(at, at + STEP));
        if ((channelData[0]?.length ?? 0) === 0) continue;
        const sound = (channels: Float32Array[]): Sound => ({ channels, rate: sampleRate, kind: 'float' });
        if (!begun) yield sound(channelData.map(() => new Float32Array(WITHHELD)));
        begun = true;
        yield sound(channelData);
      }
    }
  } finally {
    decoder.free();
  }
}
