import type { FlacInfo } from '#media/headers/flac-frame.ts';
import { FLAC_PLACES, placesOfMask, weightsOf } from '#media/surround.ts';
import type { Codec } from './codec.ts';
import { FlacFrames } from './flac/frames.ts';

/** Samples of all channels that are decoded at once: about a third of a second. */
const AT_ONCE = 1 << 15;

/** FLAC from whole frames whose checksums are right, into planes that are written anew each time. */
export function flacCodec(info: FlacInfo): Codec {
  const frames = new FlacFrames(info);
  let planes: Float32Array[] = [];
  return {
    format: 'flac',
    lossless: true,
    kind: info.bits <= 16 ? 'int16' : 'float',
    batch: Math.max(1, Math.floor(AT_ONCE / (info.channels * Math.max(info.longestBlock, 1)))),
    weights: (channels) => weightsOf(placesOfMask(info.mask, channels) ?? FLAC_PLACES[channels]),
    decode(packets) {
      const headers = packets.map((packet) => frames.header(packet));
      const length = headers.reduce((sum, { block }) => sum + block, 0);
      if ((planes[0]?.length ?? 0) < length)
        planes = Array.from({ length: info.channels }, () => new Float32Array(length));
      let at = 0;
      for (const [i, header] of headers.entries()) {
        frames.decode(packets[i] as Uint8Array, header, planes, at);
        at += header.block;
      }
      return { channelData: planes.map((plane) => plane.subarray(0, length)), sampleRate: info.rate };
    },
    free: () => {},
  };
}
