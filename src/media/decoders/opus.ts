import { OpusDecoder } from 'opus-decoder';
import type { AudioSource } from '#domain/ports/audio.ts';
import { oggPackets } from './ogg.ts';
import type { Sound } from './sound.ts';

/** Opus counts at this rate, and decodes straight to RATE (up to 6 kHz, more than is listened to) for less work. */
const OPUS_RATE = 48_000;
const RATE = 12_000;

/** Packets decoded at once: about a second. */
const BATCH = 50;

/** Ogg Opus (RFC 7845). */
export async function* decodeOggOpus(source: AudioSource): AsyncGenerator<Sound> {
  const packets = packetData(source);
  const head = await packets.next();
  if (head.done === true) return;
  await packets.next();
  yield* opusSound(head.value, packets);
}

async function* packetData(source: AudioSource): AsyncGenerator<Uint8Array> {
  for await (const { data } of oggPackets(source.stream())) yield data;
}

/** Opus packets as sound; `head` is the OpusHead packet, which Ogg and WebM both carry (RFC 7845 §5.1). */
export async function* opusSound(
  head: Uint8Array,
  packets: AsyncIterable<Uint8Array>,
): AsyncGenerator<Sound> {
  const decoder = new OpusDecoder({ ...opusLayout(head), sampleRate: RATE });
  await decoder.ready;
  try {
    let batch: Uint8Array[] = [];
    const decode = (): Sound[] => {
      const { channelData, sampleRate } = decoder.decodeFrames(batch);
      batch = [];
      return (channelData[0]?.length ?? 0) > 0
        ? [
            {
              channels: channelData,
              rate: sampleRate,
              kind: 'float',
              coded: { format: 'opus', rate: OPUS_RATE },
            },
          ]
        : [];
    };
    for await (const packet of packets) {
      if (packet.length > 0) batch.push(packet);
      if (batch.length === BATCH) yield* decode();
    }
    yield* decode();
  } finally {
    decoder.free();
  }
}

/** Channels, coupling and the samples to leave out at the start. */
function opusLayout(head: Uint8Array) {
  const channels = Math.min(8, Math.max(1, head[9] ?? 2));
  const preSkip = Math.round((((head[10] ?? 0) | ((head[11] ?? 0) << 8)) * RATE) / OPUS_RATE);
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
