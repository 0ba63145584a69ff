import { expect, test } from 'vitest';
import { asfHeader, asfObjects } from '#media/containers/asf.ts';
import { ByteQueue } from '#media/containers/byte-queue.ts';
import { type AsfObject, toAsf } from '../../sound/asf.ts';
import { randomNumbers } from '../../sound/random.ts';
import { sourceOf } from '../../sound/source.ts';

const random = randomNumbers(5);
const body = (length: number) => Uint8Array.from({ length }, () => random() * 256);
/** Streams that take turns: a video's objects lie over many packets, those of two sounds between them. */
const objects: AsfObject[] = Array.from({ length: 30 }, (_, i) => [
  { stream: 1, number: i, bytes: body(500) },
  { stream: 2, number: i, bytes: body(140) },
  { stream: 3, number: i, bytes: body(50) },
]).flat();
const file = toAsf(body(28), objects);

async function objectsOf(bytes: Uint8Array, stream: number): Promise<Uint8Array[]> {
  const queue = new ByteQueue(sourceOf(bytes).stream());
  const header = await asfHeader(queue);
  if (header === undefined) throw new Error('no header');
  return Array.fromAsync(asfObjects(queue, header.packet, stream));
}

test('the streams of sound are told, and not those of pictures', async () => {
  const header = await asfHeader(new ByteQueue(sourceOf(file).stream()));
  expect(header?.streams.map(({ number }) => number)).toEqual([2, 3]);
  expect(header?.isProtected).toBe(false);
});

test.each([2, 3])('the objects of stream %d are those that were put into it', async (stream) => {
  const wanted = objects.filter((one) => one.stream === stream).map(({ bytes }) => Buffer.from(bytes));
  expect((await objectsOf(file, stream)).map((one) => Buffer.from(one))).toEqual(wanted);
});

test('a file cut short gives what is whole', async () => {
  const found = await objectsOf(file.subarray(0, file.length / 2), 2);
  expect(found.length).toBeGreaterThan(10);
  expect(found.length).toBeLessThan(20);
});
