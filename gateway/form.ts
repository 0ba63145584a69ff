import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Dicer } from '@fastify/busboy';
import { type Disposition, dispositionOf } from '#functions/http/disposition.ts';
import { Refused } from './refused.ts';
import type { Spool } from './spool.ts';

const MULTIPART = /^multipart\/form-data\s*;.*boundary=(?:"([^"]+)"|([^\s;]+))/i;
const FILE = 'file';
/** As many as the deployment reads. */
const MOST_PARTS = 1000;
/** Bytes of a field that are kept: every field is refused at fewer. */
const MOST_OF_A_FIELD = 64 * 1024;
/** Bytes of all fields together. */
const MOST_OF_FIELDS = 1024 * 1024;

/** A multipart body in its parts. */
export interface Form {
  /** All but the file, as they came; of a long one the beginning. */
  readonly fields: readonly (readonly [name: string, value: Buffer])[];
  /** Throws Malformed when it cannot be read. */
  readonly fileName: () => string;
}

export interface Told {
  readonly contentType: string;
  readonly contentEncoding: string;
}

/**
 * Takes a multipart body apart: the bytes of its one part `file` go into `content`. Undefined when it is no such body:
 * the deployment then says what is wrong with it. Rejects with Refused (507) when there is no room.
 */
export async function takeApart(
  body: Spool,
  { contentType, contentEncoding }: Told,
  content: Spool,
): Promise<Form | undefined> {
  const [, quoted, plain] = MULTIPART.exec(contentType.trim()) ?? [];
  const boundary = quoted ?? plain;
  const coding = contentEncoding.trim().toLowerCase();
  if (boundary === undefined || !['', 'identity', 'gzip', 'x-gzip'].includes(coding)) return undefined;
  const parts = new Parts(boundary, content);
  try {
    if (coding.endsWith('gzip')) await pipeline(body.stream(), createGunzip(), (bytes) => parts.take(bytes));
    else await pipeline(body.stream(), (bytes) => parts.take(bytes));
  } catch (error) {
    if (error instanceof Refused) throw error;
    return undefined;
  }
  return parts.form();
}

interface Part extends Disposition {
  readonly beginning: Buffer[];
  size: number;
}

class NotOurs extends Error {}

/** The parts of one body. What the parser finds in a chunk is kept before it is given the next. */
class Parts {
  private readonly parser: Dicer;
  private readonly content: Spool;
  private readonly parts: Part[] = [];
  private found: { part: Part; bytes: Buffer }[] = [];
  private kept = 0;

  constructor(boundary: string, content: Spool) {
    this.content = content;
    // It must never wait for a part to be read: were the body to end meanwhile, it would wait for ever.
    const config: Dicer.Config & { partHwm: number } = { boundary, partHwm: Number.MAX_SAFE_INTEGER };
    this.parser = new Dicer(config);
    this.parser.on('part', (stream) => this.follow(stream));
    this.parser.on('error', () => {});
  }

  /** Rejects when it is no such body. */
  async take(bytes: AsyncIterable<Buffer>): Promise<void> {
    const finished = once(this.parser, 'finish');
    finished.catch(() => {});
    for await (const chunk of bytes) {
      this.parser.write(chunk);
      await this.keep();
    }
    this.parser.end();
    await finished;
    await this.keep();
  }

  form(): Form | undefined {
    const [file, ...more] = this.parts.filter(({ name }) => name === FILE);
    if (!file || more.length > 0) return undefined;
    const fields = this.parts.flatMap(({ name, beginning }) =>
      name === undefined || name === FILE ? [] : [[name, Buffer.concat(beginning)] as const],
    );
    return { fields, fileName: file.fileName };
  }

  private follow(stream: Dicer.PartStream): void {
    stream.on('header', (head: Record<string, string[]>) => {
      const disposition = dispositionOf(head['content-disposition']?.[0] ?? '');
      const part = { ...disposition, beginning: [], size: 0 };
      this.parts.push(part);
      stream.on('data', (bytes: Buffer) => this.found.push({ part, bytes }));
    });
    // The parser fails with it too; unheard, it would end the process.
    stream.on('error', () => {});
  }

  private async keep(): Promise<void> {
    if (this.parts.length > MOST_PARTS) throw new NotOurs('It has too many parts.');
    for (const { part, bytes } of this.found.splice(0)) {
      if (part.name === FILE) await this.content.add(bytes);
      else if (part.size < MOST_OF_A_FIELD) {
        const begun = bytes.subarray(0, MOST_OF_A_FIELD - part.size);
        part.beginning.push(begun);
        this.kept += begun.length;
        if (this.kept > MOST_OF_FIELDS) throw new NotOurs('It has too much beside the file.');
      }
      part.size += bytes.length;
    }
  }
}
