import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import * as z from 'zod';
import { Refusal } from '../refusal.ts';
import { libraryFile } from '../scan/library.ts';

const entry = z.object({
  /** The folder or prefix it came from. */
  root: z.string(),
  /** Which version of it was sent, or is being sent. */
  version: z.string(),
  md5: z.string().nullable(),
  /** Under which it was announced, until it has arrived: the same announcement is answered with the same upload. */
  key: z.string().nullable(),
  /** What it is in the bucket; while a version is under way, what the one before it is. */
  file_id: z.number().nullable(),
});
export type Entry = z.infer<typeof entry>;

const row = entry.extend({ audio_id: z.string() });

/**
 * What was sent to one bucket from this machine, by the file's id, in the cache folder. Whoever has it open is the only
 * one: a lock that ends with its process. When it is lost nothing is sent twice, since the bucket tells what it holds.
 */
export class State {
  readonly #database: DatabaseSync;
  readonly #get: StatementSync;
  readonly #put: StatementSync;
  readonly #forget: StatementSync;

  constructor(origin: string, bucketId: number) {
    const name = createHash('md5').update(`${origin} ${bucketId}`).digest('hex');
    const file = join(dirname(libraryFile()), 'sync', `${name}.db`);
    try {
      mkdirSync(dirname(file), { recursive: true });
      this.#database = new DatabaseSync(file);
      this.#database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT');
      this.#database.exec(
        `PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
         CREATE TABLE IF NOT EXISTS sent (audio_id TEXT PRIMARY KEY, root TEXT NOT NULL, version TEXT NOT NULL,
           md5 TEXT, key TEXT, file_id INTEGER) WITHOUT ROWID`,
      );
    } catch (error) {
      const { message } = error as Error;
      throw new Refusal(
        /locked|busy/i.test(message)
          ? 'another sync to this bucket goes on on this machine: wait until it has ended, or end it'
          : `what is sent cannot be written down in ${file}: ${message}`,
      );
    }
    this.#get = this.#database.prepare('SELECT * FROM sent WHERE audio_id = ?');
    this.#put = this.#database.prepare('INSERT OR REPLACE INTO sent VALUES (?, ?, ?, ?, ?, ?)');
    this.#forget = this.#database.prepare('DELETE FROM sent WHERE audio_id = ?');
  }

  get(audioId: string): Entry | undefined {
    const found = this.#get.get(audioId);
    return found && entry.parse(found);
  }

  put(audioId: string, { root, version, md5, key, file_id }: Entry): void {
    try {
      this.#put.run(audioId, root, version, md5, key, file_id);
    } catch (error) {
      throw new Refusal(
        `what is sent cannot be written down any more: ${(error as Error).message} (is the disk full?)`,
      );
    }
  }

  forget(audioId: string): void {
    this.#forget.run(audioId);
  }

  /** All that came from one folder or prefix. */
  from(root: string) {
    return z.array(row).parse(this.#database.prepare('SELECT * FROM sent WHERE root = ?').all(root));
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}
