import { UnusableAudio } from '#domain/ports/audio.ts';
import { big } from '#media/headers/bytes.ts';
import { ALAC_PLACES, weightsOf } from '#media/surround.ts';
import type { Codec } from './codec.ts';
import { optional } from './optional.ts';

/** Bytes of an ALACSpecificConfig. */
const CONFIG = 24;
/** Apple's encoder puts 4096 samples into a frame. */
const LONGEST_FRAME = 65_536;
const MOST_CHANNELS = 8;

/** ALAC (the optional dependency of AAC), from raw frames. `cookie`: what ends in its 24 bytes of configuration. */
export async function alacCodec(cookie: Uint8Array): Promise<Codec> {
  const { decoder: create } = await optional('ALAC', () => import('@audio/decode-aac'));
  const config = cookie.slice(-CONFIG);
  const channels = config[9] ?? 0;
  const bits = config[5] ?? 0;
  if (config.length < CONFIG || big(config, 0, 4) > LONGEST_FRAME || channels < 1 || channels > MOST_CHANNELS)
    throw new UnusableAudio('The file does not say how its ALAC audio is to be decoded: it is damaged.');
  const decoder = await create({ alac: config });
  return {
    format: 'alac',
    lossless: true,
    kind: bits <= 16 ? 'int16' : 'float',
    batch: 1,
    weights: (count) => weightsOf(ALAC_PLACES[count]),
    decode(packets) {
      const decoded = decoder.decode([...packets]);
      if ((decoded.channelData[0]?.length ?? 0) === 0) throw new Error('a frame without sound');
      return decoded;
    },
    free: () => decoder.free(),
  };
}
