import type { ByteQueue } from './byte-queue.ts';

/**
 * The next `length` bytes of a queue in whole blocks, about `wanted` bytes of them at a time, up to the end of the
 * file when it is cut short. What does not fill a block is left out.
 */
export async function* blocks(
  queue: ByteQueue,
  length: number,
  block: number,
  wanted: number,
): AsyncGenerator<Uint8Array> {
  const most = Math.max(1, Math.floor(wanted / block)) * block;
  let left = length;
  while (left >= block) {
    const next = left >= most ? most : left - (left % block);
    // What has come is taken as it is: waiting for more would copy it.
    await queue.fill(block);
    const there = Math.min(next, queue.bytes.length);
    const whole = there - (there % block);
    if (whole === 0) break;
    yield queue.bytes.subarray(0, whole);
    queue.drop(whole);
    left -= whole;
  }
  if (Number.isFinite(left)) await queue.skip(left);
}
