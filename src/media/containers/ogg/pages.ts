import type { ByteQueue } from '#media/containers/byte-queue.ts';
import { chunkName } from '#media/headers/chunk-name.ts';
import { crc32 } from '#media/headers/crc.ts';

const HEADER = 27;
const CONTINUED = 1;
const BEGINS = 2;
const ENDS = 4;
/** All bits set: no packet ends on the page. */
const NOWHERE = -1;

/** A page whose checksum is right (RFC 3533 §6). */
export interface OggPage {
  readonly serial: number;
  readonly isContinued: boolean;
  readonly begins: boolean;
  readonly ends: boolean;
  /** The stream's position at the end of its last packet; −1 when none ends here. */
  readonly position: number;
  /** Pieces of packets; the last is whole when `isWhole`. */
  readonly pieces: readonly Uint8Array[];
  readonly isWhole: boolean;
  /** Whether bytes before it were no page, or were damaged. */
  readonly isAfterGap: boolean;
}

/** The pages of an Ogg file of `size` bytes, of all its streams; what is none is left out. */
export async function* readOggPages(queue: ByteQueue, size: number): AsyncGenerator<OggPage> {
  // Bytes that may be read twice: a file made of headers would have a page's length of it read again for each.
  let budget = size + 4 * 1024 ** 2;
  let isAfterGap = false;
  while (await queue.fill(HEADER)) {
    const length = chunkName(queue.bytes, 0) === 'OggS' ? await pageLength(queue) : 0;
    const page = length > 0 ? pageOf(queue.bytes.slice(0, length)) : undefined;
    if (page !== undefined) {
      yield { ...page, isAfterGap };
      isAfterGap = false;
      queue.drop(length);
      continue;
    }
    isAfterGap = true;
    budget -= length;
    const next = queue.bytes.indexOf(0x4f, budget > 0 ? 1 : Math.max(1, length));
    queue.drop(next < 0 ? queue.bytes.length : next);
  }
}

/** Bytes of the page at the front; 0 when they are not all there. */
async function pageLength(queue: ByteQueue): Promise<number> {
  const header = HEADER + (queue.bytes[26] ?? 0);
  if (!(await queue.fill(header))) return 0;
  const length = header + queue.bytes.subarray(HEADER, header).reduce((a, b) => a + b, 0);
  return (await queue.fill(length)) ? length : 0;
}

function pageOf(bytes: Uint8Array): Omit<OggPage, 'isAfterGap'> | undefined {
  const lacing = bytes.subarray(HEADER, HEADER + (bytes[26] ?? 0));
  const { length } = bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  const checksum = view.getUint32(22, true);
  view.setUint32(22, 0);
  if (crc32(bytes, 0, length) !== checksum) return undefined;
  const flags = bytes[5] ?? 0;
  const position = Number(view.getBigInt64(6, true));
  return {
    serial: view.getUint32(14, true),
    isContinued: (flags & CONTINUED) !== 0,
    begins: (flags & BEGINS) !== 0,
    ends: (flags & ENDS) !== 0,
    position: position < 0 ? NOWHERE : position,
    pieces: pieces(bytes, lacing),
    isWhole: (lacing.at(-1) ?? 0) < 255,
  };
}

/** Lacing values of 255 go on in the next one; any other ends its packet. */
function pieces(bytes: Uint8Array, lacing: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = [];
  let start = HEADER + lacing.length;
  let end = start;
  for (const [i, lace] of lacing.entries()) {
    end += lace;
    if (lace === 255 && i + 1 < lacing.length) continue;
    found.push(bytes.subarray(start, end));
    start = end;
  }
  return found;
}
