import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { AudioSource } from '#domain/ports/audio.ts';
import { fileSource } from '../listening/file-source.ts';
import { Refusal, reasonOf } from '../refusal.ts';
import { type Heard, Library, libraryFile } from '../scan/library.ts';
import { Listeners } from '../scan/listeners.ts';
import { shown } from '../scan/path.ts';
import { hear } from '../scan/scan.ts';
import { type FoundFile, isAsFound, walk } from '../scan/walk.ts';
import { FileFailed } from './outcome.ts';
import { audioIdOf, type Sendable, type Source, type SourceFile } from './source.ts';

/** The files of a folder and all below it. */
export class FolderSource implements Source {
  readonly root: string;
  readonly #folder: string;
  readonly #listeners = new Listeners();
  #library: Library | undefined;

  constructor(folder: string) {
    this.#folder = resolve(folder);
    try {
      this.root = realpathSync(this.#folder);
      if (!statSync(this.root).isDirectory()) throw new Refusal(`${folder} is no folder`);
    } catch (error) {
      if (error instanceof Refusal) throw error;
      throw new Refusal(`${folder} ${reasonOf(error as NodeJS.ErrnoException)}`);
    }
  }

  async *files(complain: (name: string, why: string) => void): AsyncGenerator<SourceFile> {
    const start = Buffer.byteLength(this.#folder) + (this.#folder === dirname(this.#folder) ? 0 : 1);
    for await (const found of walk([this.#folder], (path, why) => complain(shown(path), why)))
      yield { ...onDisk(found, audioIdOf(found.path.subarray(start))), hear: () => this.#hear(found) };
  }

  holds(audioId: string): boolean {
    return existsSync(join(this.#folder, audioId));
  }

  /** What scan has heard is known here, too. */
  async #hear(file: FoundFile): Promise<Heard> {
    this.#library ??= new Library(libraryFile());
    return hear(file, this.#library, this.#listeners);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#library?.close();
    await this.#listeners[Symbol.asyncDispose]();
  }
}

/** A file as it is sent. */
export const onDisk = (found: FoundFile, audioId: string): Sendable => ({
  audioId,
  name: shown(found.path),
  size: found.size,
  version: `${found.size} ${found.modified}`,
  open: () => opened(found.path),
  isAsFound: () => isAsFound(found),
});

/** One that cannot be read is told, and the others are sent. */
async function opened(path: Buffer): Promise<AudioSource & AsyncDisposable> {
  try {
    return await fileSource(path, () => {});
  } catch (error) {
    throw new FileFailed(reasonOf(error as NodeJS.ErrnoException));
  }
}
