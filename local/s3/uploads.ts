import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import type { Blobs } from './blobs.ts';
import { S3Error } from './error.ts';
import type { Received } from './received.ts';

const upload = z
  .object({ id: z.string(), bucket: z.string(), key: z.string(), headers: z.string() })
  .readonly();
export type Upload = z.output<typeof upload>;

const part = z
  .object({ number: z.number(), blob: z.string(), size: z.number(), etag: z.string() })
  .readonly();
export type Part = z.output<typeof part>;

/** Multipart uploads under way, and their parts. */
export class Uploads {
  readonly #database: DatabaseSync;
  readonly #blobs: Blobs;

  constructor(database: DatabaseSync, blobs: Blobs) {
    this.#database = database;
    this.#blobs = blobs;
  }

  begin(bucket: string, key: string, headers: string): string {
    const id = randomUUID().replaceAll('-', '');
    this.#database
      .prepare('INSERT INTO uploads VALUES (?, ?, ?, ?, ?)')
      .run(id, bucket, key, headers, Date.now());
    return id;
  }

  get(id: string, bucket: string, key: string): Upload {
    const row = this.#database.prepare('SELECT * FROM uploads WHERE id = ?').get(id);
    const found = row && upload.parse(row);
    if (found?.bucket === bucket && found.key === key) return found;
    throw new S3Error(404, 'NoSuchUpload', 'The specified multipart upload does not exist.');
  }

  /** A part sent again replaces the one before. */
  async keep({ id }: Upload, number: number, received: Received): Promise<void> {
    const replaced = this.#database
      .prepare('SELECT blob FROM parts WHERE upload = ? AND number = ?')
      .get(id, number);
    this.#database
      .prepare('INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?, ?)')
      .run(id, number, received.blob, received.size, received.etag);
    if (replaced) await this.#blobs.remove(String(replaced.blob));
  }

  parts(id: string): Part[] {
    return this.#database
      .prepare('SELECT * FROM parts WHERE upload = ? ORDER BY number')
      .all(id)
      .map((row) => part.parse(row));
  }

  /** The rows; their blobs follow with `removeBlobs` once that is committed. */
  forget(id: string): void {
    this.#database.prepare('DELETE FROM parts WHERE upload = ?').run(id);
    this.#database.prepare('DELETE FROM uploads WHERE id = ?').run(id);
  }

  async removeBlobs(parts: readonly Part[]): Promise<void> {
    for (const part of parts) await this.#blobs.remove(part.blob);
  }

  /** One blob of all parts in order. */
  join(parts: readonly Part[]): Promise<string> {
    const paths = parts.map((part) => this.#blobs.path(part.blob));
    return this.#blobs.write(
      (async function* () {
        for (const path of paths) yield* createReadStream(path, { highWaterMark: 1 << 20 });
      })(),
    );
  }
}

/** The ETag of an object made of parts: the MD5 of their MD5s, and how many. */
export function etagOfParts(parts: readonly Part[]): string {
  const md5 = createHash('md5');
  for (const part of parts) md5.update(Buffer.from(part.etag, 'hex'));
  return `${md5.digest('hex')}-${parts.length}`;
}
