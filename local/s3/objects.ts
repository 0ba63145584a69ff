import type { DatabaseSync } from 'node:sqlite';
import { transaction } from '../transaction.ts';
import type { Blobs } from './blobs.ts';
import { preconditionFailed } from './error.ts';
import { type CreatedBy, createdEvents } from './events.ts';
import { type StoredObject, storedObject } from './stored-object.ts';

/** What must hold of the object that is there now, as a writer or a reader asked. */
export interface Conditions {
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
}

/** The objects of all buckets: rows of the catalogue, each with its blob. */
export class Objects {
  readonly #database: DatabaseSync;
  readonly #blobs: Blobs;

  constructor(database: DatabaseSync, blobs: Blobs) {
    this.#database = database;
    this.#blobs = blobs;
  }

  get(bucket: string, key: string): StoredObject | undefined {
    const row = this.#database.prepare('SELECT * FROM objects WHERE bucket = ? AND key = ?').get(bucket, key);
    return row && storedObject.parse(row);
  }

  /** Keys from `after` on, in S3's order (bytes of UTF-8, which is SQLite's). */
  list(bucket: string, prefix: string, after: string, limit: number): StoredObject[] {
    const rows = this.#database
      .prepare('SELECT * FROM objects WHERE bucket = ? AND key > ? AND key >= ? ORDER BY key LIMIT ?')
      .all(bucket, after, prefix, limit);
    return rows.map((row) => storedObject.parse(row)).filter(({ key }) => key.startsWith(prefix));
  }

  check(bucket: string, key: string, conditions: Conditions): void {
    const etag = this.get(bucket, key)?.etag;
    if (conditions.ifNoneMatch && matches(conditions.ifNoneMatch, etag)) throw preconditionFailed();
    if (conditions.ifMatch && !matches(conditions.ifMatch, etag)) throw preconditionFailed();
  }

  /**
   * The moment an object comes to be: conditions, row and announcement in one transaction. `also` is done with it.
   * On a refusal the new blob is removed, else the one it replaces.
   */
  async commit(
    object: StoredObject,
    createdBy: CreatedBy,
    conditions: Conditions,
    also?: () => void,
  ): Promise<void> {
    let replaced: string | undefined;
    try {
      transaction(this.#database, () => {
        this.check(object.bucket, object.key, conditions);
        replaced = this.get(object.bucket, object.key)?.blob;
        this.#database
          .prepare('INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
          .run(
            object.bucket,
            object.key,
            object.blob,
            object.size,
            object.etag,
            object.modified,
            object.headers,
            object.checksum,
          );
        createdEvents(this.#database, object, createdBy);
        also?.();
      });
    } catch (error) {
      await this.#blobs.remove(object.blob);
      throw error;
    }
    if (replaced) await this.#blobs.remove(replaced);
  }

  async delete(bucket: string, key: string): Promise<void> {
    const object = this.get(bucket, key);
    if (!object) return;
    this.#database.prepare('DELETE FROM objects WHERE bucket = ? AND key = ?').run(bucket, key);
    await this.#blobs.remove(object.blob);
  }
}

/** `*` matches what exists; a list of quoted tags matches one of them. */
export function matches(condition: string, etag: string | undefined): boolean {
  if (etag === undefined) return false;
  if (condition.trim() === '*') return true;
  return condition.split(',').some((tag) => tag.trim().replace(/^W\//, '').replace(/^"|"$/g, '') === etag);
}
