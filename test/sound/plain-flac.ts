import { crc8, crc16 } from '#media/headers/crc.ts';
import type { Pcm } from './music.ts';

const CODED_NUMBER = 0xf0;

/** FLAC whose samples lie in it as they are, in blocks of one size, of 8, 16, 24 or 32 bits. */
export function toPlainFlac({ channels, sampleRate }: Pcm, block: number, bits: number): Uint8Array {
  const length = channels[0]?.length ?? 0;
  const info = Buffer.alloc(42);
  info.write('fLaC');
  info.writeUInt32BE(0x80000022, 4);
  info.writeUInt16BE(block, 8);
  info.writeUInt16BE(block, 10);
  const format =
    (BigInt(sampleRate) << 44n) | (BigInt(channels.length - 1) << 41n) | (BigInt(bits - 1) << 36n);
  info.writeBigUInt64BE(format | BigInt(length), 18);
  const frames: Uint8Array[] = [info];
  for (let i = 0; i * block < length; i++) {
    const planes = channels.map((plane) => plane.subarray(i * block, (i + 1) * block));
    frames.push(frameOf(planes, i, bits));
  }
  return Buffer.concat(frames);
}

function frameOf(planes: readonly Float32Array[], number: number, bits: number): Uint8Array {
  const length = planes[0]?.length ?? 0;
  // A block of 16 bits' size, the rate and bits of STREAMINFO, and a number in the longer form of UTF-8.
  const header = Buffer.from([0xff, 0xf8, 0x70, (planes.length - 1) << 4, CODED_NUMBER | (number >> 18)]);
  const rest = [12, 6, 0].map((shift) => 0x80 | ((number >> shift) & 63));
  const head = Buffer.concat([header, Buffer.from([...rest, (length - 1) >> 8, (length - 1) & 255])]);
  const parts: Uint8Array[] = [head, Buffer.from([crc8(head, 0, head.length)])];
  for (const plane of planes) {
    const body = Buffer.alloc(1 + (length * bits) / 8);
    // A subframe of plain samples.
    body[0] = 2;
    const most = 2 ** (bits - 1);
    plane.forEach((sample, i) => {
      const value = Math.max(-most, Math.min(most - 1, Math.round(sample * most)));
      body.writeIntBE(value, 1 + (i * bits) / 8, bits / 8);
    });
    parts.push(body);
  }
  const frame = Buffer.concat([...parts, Buffer.alloc(2)]);
  frame.writeUInt16BE(crc16(frame, 0, frame.length - 2, 0), frame.length - 2);
  return frame;
}
