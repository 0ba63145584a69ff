import type { AudioSource } from '#domain/ports/audio.ts';
import { big } from '#media/headers/bytes.ts';
import { chunkName } from '#media/headers/chunk-name.ts';
import type { PcmFormat } from '#media/headers/pcm-format.ts';
import { USUAL, weightsOf } from '#media/surround.ts';
import type { ByteQueue } from './byte-queue.ts';

const MOST_CHUNKS = 1000;
/** A packet table of a day of AAC has some 16 MB. */
const MOST_TABLE = 64 * 1024 ** 2;
const MOST_COOKIE = 64 * 1024;
const LONGEST_PACKET = 1024 ** 2;

interface CafChunks {
  readonly desc: Uint8Array;
  readonly kuki: Uint8Array;
  readonly pakt: Uint8Array;
  /** Where the sound lies; its size is infinite when it was left open. */
  readonly data: { readonly at: number; readonly size: number } | undefined;
}

/** The chunks that tell of the sound, wherever they stand. */
export async function cafChunks(source: AudioSource): Promise<CafChunks> {
  const bodies: Record<string, Uint8Array> = {};
  const most: Record<string, number> = { desc: 32, kuki: MOST_COOKIE, pakt: MOST_TABLE };
  let data: CafChunks['data'];
  let at = 8;
  for (let count = 0; count < MOST_CHUNKS && at + 12 <= source.size; count++) {
    const header = await source.read(at, at + 12);
    const name = chunkName(header, 0);
    const isOpen = big(header, 4, 4) === 0xffffffff;
    const size = isOpen ? source.size - at - 12 : big(header, 4, 8);
    const limit = most[name];
    if (name === 'data') data = { at: at + 16, size: isOpen ? Number.POSITIVE_INFINITY : size - 4 };
    else if (limit !== undefined)
      bodies[name] = (await source.read(at + 12, at + 12 + Math.min(size, limit))).slice();
    at += 12 + size;
  }
  const { desc = new Uint8Array(0), kuki = new Uint8Array(0), pakt = new Uint8Array(0) } = bodies;
  return { desc, kuki, pakt, data };
}

/** The description in `desc`. */
export interface CafFormat {
  readonly rate: number;
  readonly kind: string;
  readonly flags: number;
  /** Bytes of a packet; 0 where they differ, and `pakt` has them. */
  readonly packet: number;
  readonly channels: number;
  readonly bits: number;
}

/** Undefined when the chunk is too short. */
export function cafFormat(desc: Uint8Array): CafFormat | undefined {
  if (desc.length < 32) return undefined;
  const view = new DataView(desc.buffer, desc.byteOffset, desc.length);
  return {
    rate: Math.round(view.getFloat64(0)),
    kind: chunkName(desc, 8),
    flags: big(desc, 12, 4),
    packet: big(desc, 16, 4),
    channels: big(desc, 24, 4),
    bits: big(desc, 28, 4),
  };
}

/** How plain samples are stored; undefined for another kind. */
export function cafPcm({ kind, rate, channels, flags, bits, packet }: CafFormat): PcmFormat | undefined {
  const weights = weightsOf(USUAL[channels]);
  const common = { rate, channels, littleEndian: (flags & 2) !== 0, ...(weights && { weights }) };
  if (kind === 'ulaw' || kind === 'alaw') return { ...common, bits: 8, encoding: kind };
  if (kind !== 'lpcm') return undefined;
  const stored = channels > 0 && packet % channels === 0 ? (packet / channels) * 8 : bits;
  return { ...common, bits: stored, encoding: (flags & 1) !== 0 ? 'float' : 'signed' };
}

/** The packets of compressed sound. */
export async function* cafPackets(
  queue: ByteQueue,
  length: number,
  { packet }: CafFormat,
  pakt: Uint8Array,
): AsyncGenerator<Uint8Array> {
  const sizes = packetSizes(pakt);
  for (let left = length; left > 0; ) {
    const size = packet > 0 ? packet : sizes.next().value;
    if (size === undefined || size > LONGEST_PACKET || size > left || !(await queue.fill(size))) return;
    yield queue.bytes.slice(0, size);
    queue.drop(size);
    left -= size;
  }
}

/** Numbers of 7 bits a byte behind the table's header of 24 bytes. */
function* packetSizes(pakt: Uint8Array): Generator<number, undefined> {
  let size = 0;
  for (let at = 24; at < pakt.length; at++) {
    const byte = pakt[at] as number;
    size = size * 128 + (byte & 127);
    if (byte >= 128) continue;
    yield size;
    size = 0;
  }
}
