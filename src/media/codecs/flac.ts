import { FLACDecoder } from '@wasm-audio-decoders/flac';
import { type FlacInfo, flacFrame } from '#media/headers/flac-frame.ts';
import { FLAC_PLACES, weightsOf } from '#media/surround.ts';
import type { Codec, Decoded } from './codec.ts';
import { joined } from './joined.ts';

/** Samples of all channels that are decoded at once: about a second. */
const AT_ONCE = 1 << 17;

/** FLAC from whole frames whose checksums are right: the decoder says on the error stream what it makes of others. */
export async function flacCodec(info: FlacInfo): Promise<Codec> {
  const decoder = new FLACDecoder();
  await decoder.ready;
  await decoder.decodeFrames([info.header]);
  let expected: number | undefined;
  // Where the numbers of frames are not in order, the decoder has to begin anew to go on.
  const follow = async (packet: Uint8Array) => {
    const frame = flacFrame(packet, 0, info);
    if (frame === undefined) throw new Error('no frame of this stream');
    if (expected !== undefined && frame.number !== expected) {
      await decoder.reset();
      await decoder.decodeFrames([info.header]);
    }
    expected = frame.number + (frame.isVariable ? frame.block : 1);
  };
  return {
    format: 'flac',
    lossless: true,
    kind: info.bits <= 16 ? 'int16' : 'float',
    batch: Math.max(1, Math.floor(AT_ONCE / (info.channels * Math.max(info.longestBlock, 1)))),
    weights: (channels) => weightsOf(FLAC_PLACES[channels]),
    async decode(packets) {
      const parts: Decoded[] = [];
      for (const packet of packets) {
        await follow(packet);
        parts.push(await decoder.decodeFrames([packet]));
      }
      return joined(parts);
    },
    free: () => decoder.free(),
  };
}
