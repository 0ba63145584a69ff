import { little } from '#media/headers/bytes.ts';
import { placesOfMask, USUAL, weightsOf } from '#media/surround.ts';
import type { Codec } from './codec.ts';
import { optional } from './optional.ts';

const GUIDS = {
  header: '3026b2758e66cf11a6d900aa0062ce6c',
  file: 'a1dcab8c47a9cf118ee400c00c205365',
  stream: '9107dcb7b7a9cf118ee600c00c205365',
  audio: '409e69f84d5bcf11a8fd00805f5c442b',
  data: '3626b2758e66cf11a6d900aa0062ce6c',
};
/** Bytes of a packet before its payload, when it has but one. */
const PACKET_HEADER = 14;

/**
 * WMA 1, 2, Pro and Lossless by FFmpeg's decoders (LGPL, an optional dependency), from whole blocks. The decoder takes
 * ASF alone and all streams in it for one, so that each block is wrapped into a packet by itself.
 * `format`: the stream's WAVEFORMATEX.
 */
export async function wmaCodec(format: Uint8Array): Promise<Codec> {
  const { decoder: create } = await optional('WMA', () => import('@audio/decode-wma'));
  const decoder = await create();
  const block = little(format, 12, 2);
  decoder.decode(headerOf(format, PACKET_HEADER + block));
  const isLossless = little(format, 0, 2) === 0x163;
  const weights = weightsOf(placesOfMask(little(format, 20, 4), little(format, 2, 2)));
  return {
    format: 'wma',
    lossless: isLossless,
    kind: 'float',
    batch: 1,
    weights: (channels) => weights ?? weightsOf(USUAL[channels]),
    decode: ([bytes = new Uint8Array(0)]) => decoder.decode(packetOf(bytes)),
    end: () => decoder.flush(),
    free: () => decoder.free(),
  };
}

/** A packet with a single payload of stream 1, and nothing else in it. */
function packetOf(payload: Uint8Array): Uint8Array {
  const packet = new Uint8Array(PACKET_HEADER + payload.length);
  // The padding's length, of which there is none, has four bytes.
  packet[1] = 3 << 3;
  packet[13] = 1;
  packet.set(payload, PACKET_HEADER);
  return packet;
}

/** An ASF header of this one stream, up to the first packet. */
function headerOf(format: Uint8Array, packet: number): Uint8Array {
  const file = Buffer.alloc(80);
  file.writeUInt32LE(packet, 68);
  file.writeUInt32LE(packet, 72);
  const stream = Buffer.alloc(54);
  stream.write(GUIDS.audio, 0, 'hex');
  stream.writeUInt32LE(format.length, 40);
  stream.writeUInt16LE(1, 48);
  const inner = Buffer.concat([
    object(GUIDS.file, file),
    object(GUIDS.stream, Buffer.concat([stream, format])),
  ]);
  const counts = Buffer.from([2, 0, 0, 0, 1, 2]);
  const header = object(GUIDS.header, Buffer.concat([counts, inner]));
  return Buffer.concat([header, object(GUIDS.data, Buffer.alloc(26))]);
}

function object(id: string, body: Uint8Array): Uint8Array {
  const head = Buffer.alloc(24);
  head.write(id, 0, 'hex');
  head.writeBigUInt64LE(BigInt(24 + body.length), 16);
  return Buffer.concat([head, body]);
}
