import { crc16 } from '#media/headers/crc.ts';
import { USUAL, weightsOf } from '#media/surround.ts';
import type { Codec } from './codec.ts';
import { optional } from './optional.ts';

/** AC-3 by liba52 (GPL-2.0, an optional dependency), from whole frames. */
export async function ac3Codec(): Promise<Codec> {
  const { decoder: create } = await optional('AC-3', () => import('@audio/decode-ac3'));
  const decoder = await create();
  return {
    format: 'ac3',
    lossless: false,
    kind: 'float',
    batch: 1,
    weights: (channels) => weightsOf(USUAL[channels]),
    decode([frame = new Uint8Array(0)]) {
      // The decoder makes noise of what its checksum shows to be damaged.
      if (crc16(frame, 2, frame.length, 0) !== 0) throw new Error('a frame whose checksum is wrong');
      const decoded = decoder.decode(frame);
      if ((decoded.channelData[0]?.length ?? 0) === 0) throw new Error('a frame that cannot be decoded');
      return decoded;
    },
    free: () => decoder.free(),
  };
}
