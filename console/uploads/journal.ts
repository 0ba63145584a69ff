import type { Found } from './folder.ts';

const SENT = 'sent as ';

/**
 * What of a bucket's uploads was begun and what was sent, kept in the browser until all of it is: the same files
 * chosen again after a reload go on where they were. Each has a key under which its announcement may be repeated.
 */
export class Journal {
  readonly #prefix: string;

  constructor(bucketId: number) {
    this.#prefix = `refrain.uploads.${bucketId}|`;
  }

  /** The id of the file it became; undefined before it was sent. */
  sentAs(found: Found): number | undefined {
    const noted = localStorage.getItem(this.#nameOf(found));
    return noted?.startsWith(SENT) ? Number(noted.slice(SENT.length)) : undefined;
  }

  keyOf(found: Found): string {
    const noted = localStorage.getItem(this.#nameOf(found));
    return noted === null || noted.startsWith(SENT) ? this.newKey(found) : noted;
  }

  /** For one whose address has lapsed. */
  newKey(found: Found): string {
    const key = crypto.randomUUID();
    this.#note(found, key);
    return key;
  }

  sent(found: Found, id: number): void {
    this.#note(found, `${SENT}${id}`);
  }

  /** Nothing is under way any more: what is sent again is meant. */
  close(): void {
    for (const name of Object.keys(localStorage))
      if (name.startsWith(this.#prefix)) localStorage.removeItem(name);
  }

  #nameOf({ path, file }: Found): string {
    return `${this.#prefix}${path}|${file.size}|${file.lastModified}`;
  }

  #note(found: Found, what: string): void {
    try {
      localStorage.setItem(this.#nameOf(found), what);
    } catch {
      // A full storage costs the resuming, not the upload.
    }
  }
}
