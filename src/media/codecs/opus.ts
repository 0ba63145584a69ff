import { OpusDecoder } from 'opus-decoder';
import { little } from '#media/headers/bytes.ts';
import { VORBIS_PLACES, weightsOf } from '#media/surround.ts';
import type { Codec } from './codec.ts';
import { quietly } from './quiet.ts';

/** Opus counts at this rate, and decodes straight to RATE (up to 6 kHz, more than is listened to) for less work. */
export const OPUS_RATE = 48_000;
const RATE = 12_000;
/** Packets decoded at once: about a second. */
const BATCH = 50;

/** Opus from its packets; `head` is the OpusHead packet, which Ogg, WebM and MP4 carry (RFC 7845 §5.1). */
export async function opusCodec(head: Uint8Array): Promise<Codec> {
  const decoder = new OpusDecoder({ ...opusLayout(head), sampleRate: RATE });
  await decoder.ready;
  return {
    format: 'opus',
    lossless: false,
    kind: 'float',
    batch: BATCH,
    weights: (channels) => (head[18] === 1 ? weightsOf(VORBIS_PLACES[channels]) : undefined),
    decode(packets) {
      const decoded = quietly(() => decoder.decodeFrames([...packets]));
      if (packets.length === 1 && decoded.errors.length > 0) throw new Error(decoded.errors[0]?.message);
      return decoded;
    },
    free: () => decoder.free(),
  };
}

/** Samples at OPUS_RATE to leave out at the start. */
export const preSkipOf = (head: Uint8Array): number => little(head, 10, 2);

/** Channels, coupling and the samples to leave out at the start. */
function opusLayout(head: Uint8Array) {
  const channels = Math.min(8, Math.max(1, head[9] ?? 2));
  const preSkip = Math.round((preSkipOf(head) * RATE) / OPUS_RATE);
  const mapped = head[18] !== 0 && head.length >= 21 + channels;
  if (!mapped) return { channels: Math.min(2, channels), preSkip };
  return {
    channels,
    preSkip,
    streamCount: head[19] ?? 1,
    coupledStreamCount: head[20] ?? 0,
    channelMappingTable: [...head.subarray(21, 21 + channels)],
  };
}
