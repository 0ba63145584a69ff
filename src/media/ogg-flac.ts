import type { AudioSource } from '#domain/audio.ts';
import { ByteQueue } from './byte-queue.ts';
import { flacFrames } from './flac.ts';
import { oggPackets } from './ogg.ts';
import type { Sound } from './sound.ts';

/** FLAC in Ogg: after the header packets, each packet is a frame. */
export async function* decodeOggFlac(source: AudioSource): AsyncGenerator<Sound> {
  const packets = oggPackets(source.stream());
  const first = await packets.next();
  if (first.done === true) return;
  // 13 bytes of Ogg mapping and signatures, 4 of the block's header, then STREAMINFO.
  const info = first.value.data.subarray(17);
  const rate = ((info[10] ?? 0) << 12) | ((info[11] ?? 0) << 4) | ((info[12] ?? 0) >> 4);
  const bits = ((((info[12] ?? 0) & 1) << 4) | ((info[13] ?? 0) >> 4)) + 1;
  yield* flacFrames(new ByteQueue(frames(packets)), { rate, bits });
}

async function* frames(packets: AsyncIterable<{ data: Uint8Array }>): AsyncGenerator<Uint8Array> {
  for await (const { data } of packets) if (data[0] === 0xff) yield data;
}
