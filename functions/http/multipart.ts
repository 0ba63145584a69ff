import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Dicer } from '@fastify/busboy';
import { Malformed } from '#domain/errors.ts';
import { type Disposition, dispositionOf } from './disposition.ts';

const MULTIPART = 'multipart/form-data';
const PIECE = 64 * 1024;

/** A part as it came: nothing of it is decoded yet. */
export interface Part extends Disposition {
  readonly bytes: Buffer;
  /** What its Content-Type says of its text. */
  readonly charset: string | undefined;
}

/** The parts of a multipart body, at most so many; it is not parsed any further than to the first too many. Rejects with Malformed. */
export async function partsOf(bytes: Buffer, contentType: string, most: number): Promise<Part[]> {
  const boundary = /;\s*boundary=(?:"([^"]+)"|([^;]*))/i.exec(contentType);
  const named = (boundary?.[1] ?? boundary?.[2] ?? '').trim();
  if (named === '') {
    throw new Malformed(`The Content-Type ${MULTIPART} names no boundary: let your client set it itself.`);
  }
  const parts: Part[] = [];
  // A part that ends while its reader is behind would hold the parser up for ever; the body is in memory all the same.
  const options = { boundary: named, partHwm: bytes.length + 1 };
  const parser = new Dicer(options);
  let count = 0;
  parser.on('part', (part) => {
    if (++count > most) parser.destroy(new Malformed(`The body has more than ${most} fields.`));
    const chunks: Buffer[] = [];
    let head: Head = {};
    part.on('header', (header) => {
      head = { ...header };
    });
    part.on('data', (chunk) => chunks.push(Buffer.from(chunk)));
    part.on('end', () => parts.push({ ...described(head), bytes: Buffer.concat(chunks) }));
    // The parser fails with it too; unheard, it would end the process.
    part.on('error', () => {});
  });
  try {
    await pipeline(Readable.from(pieces(bytes)), parser);
    if (parts.length > 0) return parts;
  } catch (cause) {
    if (cause instanceof Malformed) throw cause;
    throw new Malformed(`The body is not the ${MULTIPART} that its Content-Type says it is.`, { cause });
  }
  throw new Malformed(`The body is not the ${MULTIPART} that its Content-Type says it is: it has no parts.`);
}

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += PIECE) yield bytes.subarray(start, start + PIECE);
}

/** By lower-case name; each character is a byte. */
type Head = Readonly<Record<string, readonly string[]>>;

function described(head: Head): Disposition & Pick<Part, 'charset'> {
  const [disposition = ''] = head['content-disposition'] ?? [];
  const charset = /;\s*charset="?([\w.:-]+)/i.exec(head['content-type']?.[0] ?? '')?.[1];
  return { ...dispositionOf(disposition), charset };
}
