import { chunkName } from '#media/headers/chunk-name.ts';
import { ByteQueue } from './byte-queue.ts';

/** A whole packet of the first stream in an Ogg file, with its page's end position (−1 when none ends there). */
interface OggPacket {
  readonly data: Uint8Array;
  readonly granule: number;
}

const HEADER = 27;
/** No codec here has packets this long; a damaged file may look as if. */
const MAX_PACKET = 16 * 1024 * 1024;

/** The packets of an Ogg file's first logical stream (RFC 3533); skips what is no page. */
export async function* oggPackets(stream: AsyncIterable<Uint8Array>): AsyncGenerator<OggPacket> {
  const queue = new ByteQueue(stream);
  let serial: number | undefined;
  let parts: Uint8Array[] = [];
  let length = 0;
  while (await queue.fill(HEADER)) {
    if (chunkName(queue.bytes, 0) !== 'OggS') {
      const next = queue.bytes.indexOf(0x4f, 1);
      queue.drop(next < 0 ? queue.bytes.length : next);
      continue;
    }
    const segments = queue.bytes[26] ?? 0;
    if (!(await queue.fill(HEADER + segments))) return;
    const lacing = queue.bytes.slice(HEADER, HEADER + segments);
    const size = lacing.reduce((a, b) => a + b, 0);
    await queue.fill(HEADER + segments + size);
    const view = new DataView(queue.bytes.buffer, queue.bytes.byteOffset);
    serial ??= view.getUint32(14, true);
    if (view.getUint32(14, true) === serial) {
      const granule = Number(view.getBigInt64(6, true));
      let at = HEADER + segments;
      for (const lace of lacing) {
        parts.push(queue.bytes.slice(at, at + lace));
        at += lace;
        length += lace;
        if (lace < 255) yield { data: joined(parts, length), granule };
        if (lace < 255 || length > MAX_PACKET) {
          parts = [];
          length = 0;
        }
      }
    }
    queue.drop(Math.min(queue.bytes.length, HEADER + segments + size));
  }
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
