import type { AudioSource } from '#domain/ports/audio.ts';
import { ByteQueue } from './byte-queue.ts';
import { optional } from './optional.ts';
import type { Sound } from './sound.ts';

const STEP = 32768;
/** Headers, cover art included, are much shorter; the decoder collects as much as a header claims. */
const LONGEST_HEADER = 16 * 1024 * 1024;

/** WMA in ASF, by FFmpeg's decoders (LGPL, an optional dependency). */
export async function* decodeWma(source: AudioSource): AsyncGenerator<Sound> {
  const { decoder: create } = await optional('WMA', () => import('@audio/decode-wma'));
  const decoder = await create();
  const sound = ({
    channelData,
    sampleRate,
  }: {
    channelData: Float32Array[];
    sampleRate: number;
  }): Sound[] =>
    (channelData[0]?.length ?? 0) > 0 ? [{ channels: channelData, rate: sampleRate, kind: 'float' }] : [];
  try {
    const queue = new ByteQueue(source.stream());
    await queue.fill(24);
    const header = Number(new DataView(queue.bytes.buffer, queue.bytes.byteOffset).getBigUint64(16, true));
    if (header > LONGEST_HEADER) return;
    for (let wanted = header + STEP; (await queue.fill(wanted)) || queue.bytes.length > 0; wanted = STEP) {
      const step = Math.min(wanted, queue.bytes.length);
      yield* sound(decoder.decode(queue.bytes.slice(0, step)));
      queue.drop(step);
    }
    yield* sound(decoder.flush());
  } finally {
    decoder.free();
  }
}
