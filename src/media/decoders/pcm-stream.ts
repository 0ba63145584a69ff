import type { PcmFormat } from '#media/headers/pcm-format.ts';
import type { ByteQueue } from './byte-queue.ts';
import { readPcm } from './pcm.ts';
import type { Sound } from './sound.ts';

const FRAMES = 16384;

/** The next `length` bytes of a queue as sound, up to the end of the file when it is cut short. */
export async function* pcmStream(queue: ByteQueue, format: PcmFormat, length: number): AsyncGenerator<Sound> {
  const frame = (format.bits / 8) * format.channels;
  for (let left = length; left >= frame; ) {
    // What has come is taken as it is: waiting for more would copy it.
    await queue.fill(frame);
    const there = Math.min(left, FRAMES * frame, queue.bytes.length);
    const whole = there - (there % frame);
    if (whole === 0) return;
    yield readPcm(queue.bytes.subarray(0, whole), format);
    queue.drop(whole);
    left -= whole;
  }
}
