import { little } from '#media/headers/bytes.ts';
import type { ByteQueue } from './byte-queue.ts';

/** Identifiers of ASF's objects, as their first eight bytes in hexadecimal. */
const HEADER = '3026b2758e66cf11';
const FILE = 'a1dcab8c47a9cf11';
const STREAM = '9107dcb7b7a9cf11';
const DATA = '3626b2758e66cf11';
const AUDIO = '409e69f84d5bcf11';
const ENCRYPTION = 'fbb3112223bdd211';

/** Headers, cover art included, are much shorter. */
const LONGEST_HEADER = 16 * 1024 ** 2;
const MOST_OBJECTS = 1000;
const LONGEST_PACKET = 1024 ** 2;

const idOf = (bytes: Uint8Array, at: number) => Buffer.from(bytes.subarray(at, at + 8)).toString('hex');

/** An audio stream: its number, and its WAVEFORMATEX. */
export interface AsfStream {
  readonly number: number;
  readonly format: Uint8Array;
}

export interface AsfHeader {
  readonly streams: readonly AsfStream[];
  /** Bytes of each packet. */
  readonly packet: number;
  /** Seconds. */
  readonly duration: number;
  readonly isProtected: boolean;
}

/** Reads up to the first packet; undefined when the header is damaged. */
export async function asfHeader(queue: ByteQueue): Promise<AsfHeader | undefined> {
  await queue.fill(30);
  const size = little(queue.bytes, 16, 8);
  if (idOf(queue.bytes, 0) !== HEADER || size < 30 || size > LONGEST_HEADER) return undefined;
  if (!(await queue.fill(size))) return undefined;
  const header = headerOf(queue.bytes.subarray(0, size));
  queue.drop(size);
  for (let objects = 0; objects < MOST_OBJECTS && (await queue.fill(50)); objects++) {
    if (idOf(queue.bytes, 0) === DATA) {
      queue.drop(50);
      return header.packet > 0 && header.packet <= LONGEST_PACKET ? header : undefined;
    }
    await queue.skip(Math.max(24, little(queue.bytes, 16, 8)));
  }
  return undefined;
}

function headerOf(bytes: Uint8Array): AsfHeader {
  const streams: AsfStream[] = [];
  let packet = 0;
  let duration = 0;
  let isProtected = false;
  for (let at = 30, objects = 0; at + 24 <= bytes.length && objects < MOST_OBJECTS; objects++) {
    const id = idOf(bytes, at);
    const size = little(bytes, at + 16, 8);
    if (size < 24) break;
    if (id === ENCRYPTION) isProtected = true;
    if (id === FILE) {
      packet = little(bytes, at + 96, 4);
      duration = Math.max(0, little(bytes, at + 64, 8) / 1e7 - little(bytes, at + 80, 8) / 1000);
    }
    if (id === STREAM && idOf(bytes, at + 24) === AUDIO) {
      const length = little(bytes, at + 64, 4);
      streams.push({ number: (bytes[at + 72] ?? 0) & 127, format: bytes.slice(at + 78, at + 78 + length) });
    }
    at += size;
  }
  return { streams, packet, duration, isProtected };
}

/** A piece of a stream's media object. */
interface Payload {
  readonly stream: number;
  readonly object: number;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** The media objects of one stream, in order; only whole ones. */
export async function* asfObjects(
  queue: ByteQueue,
  packet: number,
  stream: number,
): AsyncGenerator<Uint8Array> {
  let object = -1;
  let parts: Uint8Array[] = [];
  let length = 0;
  for (; await queue.fill(packet); queue.drop(packet)) {
    for (const payload of payloads(queue.bytes.subarray(0, packet))) {
      if (payload.stream !== stream) continue;
      if (payload.object !== object || payload.offset === 0) {
        if (length > 0) yield Buffer.concat(parts);
        parts = [];
        length = 0;
        object = payload.object;
      }
      // What comes after a piece that was lost is of no use.
      if (payload.offset !== length || length > LONGEST_PACKET) continue;
      parts.push(payload.bytes.slice());
      length += payload.bytes.length;
    }
  }
  if (length > 0) yield Buffer.concat(parts);
}

/** Bytes of a field by its two bits. */
const WIDTHS = [0, 1, 2, 4];
const widthOf = (flags: number, bit: number) => WIDTHS[(flags >> bit) & 3] as number;

/** The payloads of a data packet (ASF specification §5.2). */
function payloads(bytes: Uint8Array): Payload[] {
  let at = 0;
  const first = bytes[0] ?? 0;
  if ((first & 0x80) !== 0) at += 1 + (first & 15);
  const flags = bytes[at++] ?? 0;
  const widths = bytes[at++] ?? 0;
  const field = (width: number) => {
    const value = little(bytes, at, width);
    at += width;
    return value;
  };
  const told = field(widthOf(flags, 5));
  field(widthOf(flags, 1));
  const padding = field(widthOf(flags, 3));
  at += 6;
  const isSeveral = (flags & 1) !== 0;
  const several = isSeveral ? field(1) : 0;
  const end = Math.min(bytes.length, told > 0 ? told : bytes.length) - (told > 0 ? 0 : padding);
  const found: Payload[] = [];
  const count = isSeveral ? several & 63 : 1;
  for (let i = 0; i < count && at < end; i++) {
    const stream = field(1) & 127;
    const object = field(widthOf(widths, 4));
    const offset = field(widthOf(widths, 2));
    const replicated = field(widthOf(widths, 0));
    // Of one byte: whole small objects follow, each with its length.
    const isGrouped = replicated === 1;
    at += replicated;
    const length = isSeveral ? field(WIDTHS[several >> 6] as number) : end - at;
    const stop = Math.min(end, at + length);
    if (isGrouped) {
      for (let number = object; at < stop; number++) {
        const part = field(1);
        found.push({
          stream,
          object: number,
          offset: 0,
          bytes: bytes.subarray(at, Math.min(stop, at + part)),
        });
        at += part;
      }
    } else found.push({ stream, object, offset, bytes: bytes.subarray(at, stop) });
    at = stop;
  }
  return found;
}
