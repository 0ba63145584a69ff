import { randomUUID } from 'node:crypto';
import { createWriteStream, mkdirSync } from 'node:fs';
import { link, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Bytes on disk under names of our own; written once, never changed. */
export class Blobs {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    // 256 folders made once keep each small without a mkdir in the way of every write.
    for (let i = 0; i < 256; i++) mkdirSync(join(folder, hex(i)), { recursive: true });
  }

  path(blob: string): string {
    return join(this.#folder, blob.slice(0, 2), blob);
  }

  /** Resolves with the blob's name when its bytes and its name are safe on disk. */
  async write(bytes: Readable | AsyncIterable<Uint8Array>): Promise<string> {
    const blob = randomUUID();
    try {
      await pipeline(
        bytes,
        createWriteStream(this.path(blob), { flags: 'wx', flush: true, highWaterMark: 1 << 20 }),
      );
      await this.#flushFolder(blob);
      return blob;
    } catch (error) {
      await this.remove(blob);
      throw error;
    }
  }

  /** A second name for the same bytes: they never change, so a copy costs nothing. */
  async copy(from: string): Promise<string> {
    const blob = randomUUID();
    await link(this.path(from), this.path(blob));
    await this.#flushFolder(blob);
    return blob;
  }

  async remove(blob: string): Promise<void> {
    await rm(this.path(blob), { force: true });
  }

  /** Removes what belongs to nothing: uploads that a kill cut off. Not while anything is being written. */
  async sweep(belongs: (blob: string) => boolean): Promise<void> {
    for (let i = 0; i < 256; i++) {
      for (const blob of await readdir(join(this.#folder, hex(i)))) {
        if (!belongs(blob)) await this.remove(blob);
      }
    }
  }

  async #flushFolder(blob: string): Promise<void> {
    const folder = await open(join(this.#folder, blob.slice(0, 2)));
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }
}

function hex(i: number): string {
  return i.toString(16).padStart(2, '0');
}
