import { S3Error } from './error.ts';

/** Checks one chunk's `chunk-signature`; absent when chunks are not signed. */
export type VerifyChunk = (bytes: Uint8Array, signature: string | undefined) => void;

const incomplete = (): S3Error =>
  new S3Error(400, 'IncompleteBody', 'The aws-chunked body ended before its last chunk.');
const malformed = (): S3Error =>
  new S3Error(400, 'InvalidRequest', 'The body is not aws-chunked as its headers say.');

/**
 * The bytes inside an aws-chunked body (`size[;chunk-signature=…]CRLF bytes CRLF … 0 CRLF trailers CRLF`).
 * Trailers go into `trailers` when the end is reached.
 */
export async function* awsChunked(
  source: AsyncIterable<Uint8Array>,
  trailers: Map<string, string>,
  verify?: VerifyChunk,
): AsyncGenerator<Buffer> {
  const reader = new Reader(source);
  for (;;) {
    const [size, signature] = chunkHeader(await reader.line());
    if (size === 0) {
      verify?.(new Uint8Array(), signature);
      break;
    }
    if (verify) {
      const pieces: Buffer[] = [];
      for await (const piece of reader.bytes(size)) pieces.push(piece);
      const bytes = Buffer.concat(pieces);
      verify(bytes, signature);
      yield bytes;
    } else {
      yield* reader.bytes(size);
    }
    if ((await reader.line()) !== '') throw malformed();
  }
  for (let line = await reader.trailer(); line !== ''; line = await reader.trailer()) {
    const colon = line.indexOf(':');
    trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
}

function chunkHeader(line: string): [number, string | undefined] {
  const match = /^([0-9a-f]{1,8})(?:;chunk-signature=([0-9a-f]{64}))?$/i.exec(line);
  if (!match?.[1]) throw malformed();
  return [Number.parseInt(match[1], 16), match[2]];
}

/** Reads lines and counted bytes from a stream of chunks of any size. */
class Reader {
  readonly #source: AsyncIterator<Uint8Array>;
  #held: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  async line(): Promise<string> {
    for (;;) {
      const end = this.#held.indexOf('\r\n');
      if (end >= 0) {
        const line = this.#held.toString('latin1', 0, end);
        this.#held = this.#held.subarray(end + 2);
        return line;
      }
      // A header or trailer line is short: what goes on is something else.
      if (this.#held.length > 16_384) throw malformed();
      if (!(await this.#more())) throw incomplete();
    }
  }

  /** Like `line`, but the end of the body is as good as the empty line that ought to close it. */
  async trailer(): Promise<string> {
    if (this.#held.length === 0 && !(await this.#more())) return '';
    return this.line();
  }

  async *bytes(count: number): AsyncGenerator<Buffer> {
    for (let left = count; left > 0; ) {
      if (this.#held.length === 0 && !(await this.#more())) throw incomplete();
      const piece = this.#held.subarray(0, left);
      this.#held = this.#held.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }

  async #more(): Promise<boolean> {
    const next = await this.#source.next();
    if (next.done) return false;
    this.#held = Buffer.concat([this.#held, next.value]);
    return true;
  }
}
