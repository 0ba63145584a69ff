import { crc32 } from '#media/headers/crc.ts';

const SERIAL = 4711;

/** An Ogg page of another stream with one packet. */
function page(sequence: number, flags: number, packet: Uint8Array): Buffer {
  const bytes = Buffer.alloc(28 + packet.length);
  bytes.write('OggS', 0, 'latin1');
  bytes[5] = flags;
  bytes.writeUInt32LE(SERIAL, 14);
  bytes.writeUInt32LE(sequence, 18);
  bytes[26] = 1;
  bytes[27] = packet.length;
  bytes.set(packet, 28);
  bytes.writeUInt32LE(crc32(bytes, 0, bytes.length), 22);
  return bytes;
}

/** An Ogg file of one stream with a Skeleton beside it: before its first page, and amid its others. */
export function withSkeleton(ogg: Uint8Array): Uint8Array {
  const file = Buffer.from(ogg);
  const second = file.indexOf('OggS', 4);
  const third = file.indexOf('OggS', second + 4);
  const head = Buffer.alloc(64);
  head.write('fishead', 'latin1');
  const bone = Buffer.alloc(82);
  bone.write('fisbone', 'latin1');
  return new Uint8Array(
    Buffer.concat([
      page(0, 2, head),
      file.subarray(0, second),
      page(1, 0, bone),
      file.subarray(second, third),
      page(2, 4, new Uint8Array(0)),
      file.subarray(third),
    ]),
  );
}
