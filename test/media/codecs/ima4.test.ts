import { expect, test } from 'vitest';
import { IMA4_BYTES, IMA4_SAMPLES, ima4Reader } from '#media/codecs/ima4.ts';

/** A packet whose codes are all 0: the value rises by an eighth of the step, the step falls to the least. */
const packet = (value: number, index: number) => {
  const bytes = Buffer.alloc(IMA4_BYTES);
  bytes.writeInt16BE(value | index);
  return bytes;
};
const valuesOf = (...packets: Buffer[]) => {
  const read = ima4Reader(1, 44_100);
  return packets.map((bytes) => [...(read(bytes).channels[0] ?? [])].map((sample) => sample * 32_768));
};

test('a packet goes on where the last one ended, of which its header tells but 9 bits', () => {
  const end = valuesOf(packet(1280, 40))[0]?.at(-1) ?? 0;
  const told = end & ~127;
  expect(told).not.toBe(end);
  const [, next] = valuesOf(packet(1280, 40), packet(told, 0));
  expect(next).toEqual(Array(IMA4_SAMPLES).fill(end));
});

test('a packet that begins elsewhere begins where its header says', () => {
  const [, next] = valuesOf(packet(1280, 40), packet(-12_800, 0));
  expect(next).toEqual(Array(IMA4_SAMPLES).fill(-12_800));
});
