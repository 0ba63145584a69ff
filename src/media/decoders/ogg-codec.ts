import type { Codec } from '#media/codecs/codec.ts';
import { flacCodec } from '#media/codecs/flac.ts';
import { OPUS_RATE, opusCodec, preSkipOf } from '#media/codecs/opus.ts';
import { vorbisCodec } from '#media/codecs/vorbis.ts';
import { little } from '#media/headers/bytes.ts';
import { crc16 } from '#media/headers/crc.ts';
import { flacInfo } from '#media/headers/flac-frame.ts';
import type { Found, Packets } from '#media/sound.ts';

/** A stream whose headers were read. */
interface Opened {
  readonly codec: Codec;
  readonly packets: Packets;
  /** Hertz in which its positions count, and how many of them come before the sound. */
  readonly rate: number;
  readonly preSkip: number;
}

type Open = (packets: AsyncGenerator<Uint8Array>, found: Found) => Promise<Opened | undefined>;

/** Where the STREAMINFO of FLAC in Ogg begins, behind the mapping's own header (RFC 9639 §10.1). */
const FLAC_AT = 9;

/** How a stream that begins with this packet is read; its name when it is audio of another kind; undefined for none. */
export function oggCodec(head: Uint8Array): Open | string | undefined {
  const name = String.fromCharCode(...head.subarray(0, 8));
  if (name.startsWith('\x01vorbis')) return (packets) => vorbis(head, packets);
  if (name === 'OpusHead') return (packets, found) => opus(head, packets, found);
  if (name.startsWith('\x7fFLAC')) return (packets) => flac(head, packets);
  if (name.startsWith('Speex')) return 'Speex';
  return name.startsWith('CELT') ? 'CELT' : undefined;
}

async function vorbis(head: Uint8Array, packets: AsyncGenerator<Uint8Array>): Promise<Opened | undefined> {
  const comment = await packets.next();
  const setup = await packets.next();
  const rate = little(head, 12, 4);
  if (comment.done === true || setup.done === true || rate === 0) return undefined;
  return { codec: await vorbisCodec([head, comment.value, setup.value]), packets, rate, preSkip: 0 };
}

async function opus(head: Uint8Array, packets: AsyncGenerator<Uint8Array>, found: Found) {
  await packets.next();
  found.rate = OPUS_RATE;
  return { codec: await opusCodec(head), packets, rate: OPUS_RATE, preSkip: preSkipOf(head) };
}

async function flac(head: Uint8Array, packets: AsyncGenerator<Uint8Array>): Promise<Opened | undefined> {
  const comments = await packets.next();
  const second = comments.done === true ? new Uint8Array(0) : comments.value;
  const info = flacInfo(Buffer.concat([head.subarray(FLAC_AT), second]));
  if (info === undefined) return undefined;
  return { codec: flacCodec(info), packets: soundFrames(second, packets), rate: info.rate, preSkip: 0 };
}

/** The frames, without the metadata before them; an empty packet for each whose checksum is wrong. */
async function* soundFrames(first: Uint8Array, packets: Packets): Packets {
  if (first[0] === 0xff) yield sound(first);
  for await (const packet of packets) if (packet[0] === 0xff || packet.length === 0) yield sound(packet);
}

const sound = (packet: Uint8Array) => (crc16(packet, 0, packet.length, 0) === 0 ? packet : new Uint8Array(0));
