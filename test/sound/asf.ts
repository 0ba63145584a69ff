/** What is put into one stream of an ASF file. */
export interface AsfObject {
  readonly stream: number;
  readonly number: number;
  readonly bytes: Uint8Array;
}

const PACKET = 200;
const GUIDS = {
  header: '3026b2758e66cf11a6d900aa0062ce6c',
  file: 'a1dcab8c47a9cf118ee400c00c205365',
  stream: '9107dcb7b7a9cf118ee600c00c205365',
  audio: '409e69f84d5bcf11a8fd00805f5c442b',
  video: 'c0ef19bc4d5bcf11a8fd00805f5c442b',
  data: '3626b2758e66cf11a6d900aa0062ce6c',
};

function object(id: keyof typeof GUIDS, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(24);
  head.write(GUIDS[id], 0, 'hex');
  head.writeBigUInt64LE(BigInt(24 + body.length), 16);
  return Buffer.concat([head, body]);
}

function streamObject(number: number, kind: 'audio' | 'video', format: Uint8Array): Buffer {
  const fixed = Buffer.alloc(54);
  fixed.write(GUIDS[kind], 0, 'hex');
  fixed.writeUInt32LE(format.length, 40);
  fixed.writeUInt16LE(number, 48);
  return object('stream', fixed, format);
}

/** A packet of several payloads: two bytes count them and their lengths have two bytes. */
function packet(pieces: readonly (AsfObject & { readonly offset: number })[]): Buffer {
  const bytes = Buffer.alloc(PACKET);
  // Several payloads, the padding's length in two bytes; numbers of objects in one, offsets in four, the rest in one.
  bytes[0] = 0x01 | (2 << 3);
  bytes[1] = (1 << 6) | (1 << 4) | (3 << 2) | 1;
  bytes[10] = pieces.length | (2 << 6);
  let at = 11;
  for (const { stream, number, offset, bytes: body } of pieces) {
    bytes[at] = stream;
    bytes[at + 1] = number;
    bytes.writeUInt32LE(offset, at + 2);
    bytes.writeUInt16LE(body.length, at + 7);
    bytes.set(body, at + 9);
    at += 9 + body.length;
  }
  bytes.writeUInt16LE(PACKET - at, 2);
  return bytes;
}

/** An ASF file of a video stream 1 and audio streams 2 and 3, its objects cut into pieces of up to 60 bytes. */
export function toAsf(format: Uint8Array, objects: readonly AsfObject[]): Uint8Array {
  const pieces = objects.flatMap((whole) =>
    Array.from({ length: Math.ceil(whole.bytes.length / 60) }, (_, i) => ({
      ...whole,
      offset: 60 * i,
      bytes: whole.bytes.subarray(60 * i, 60 * i + 60),
    })),
  );
  const packets: Buffer[] = [];
  for (let at = 0; at < pieces.length; at += 2) packets.push(packet(pieces.slice(at, at + 2)));
  const file = Buffer.alloc(80);
  file.writeUInt32LE(PACKET, 68);
  file.writeUInt32LE(PACKET, 72);
  const streams = [
    streamObject(1, 'video', Buffer.alloc(11)),
    streamObject(2, 'audio', format),
    streamObject(3, 'audio', format),
  ];
  const header = object('header', Buffer.from([4, 0, 0, 0, 1, 2]), object('file', file), ...streams);
  return new Uint8Array(Buffer.concat([header, object('data', Buffer.alloc(26), ...packets)]));
}
