import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { AudioSource } from '#domain/ports/audio.ts';
import { type Folder, orFull } from './folder.ts';

/** Bytes up to which no file is made. */
const IN_MEMORY = 64 * 1024;
/** Bytes read at a time. */
const CHUNK = 64 * 1024;

/** Bytes on their way: a few in memory, more in a temporary file. They can be read again and again until disposed of. */
export class Spool implements AudioSource, AsyncDisposable {
  size = 0;
  private readonly folder: Folder;
  private held: Uint8Array[] = [];
  private file: FileHandle | undefined;
  private written = 0;
  private isGone = false;

  constructor(folder: Folder) {
    this.folder = folder;
  }

  /** One after the other. Rejects with Refused (507) when there is no room. */
  async add(chunk: Uint8Array): Promise<void> {
    if (this.isGone) throw new Error('These bytes are wanted no more.');
    this.size += chunk.length;
    this.held.push(chunk);
    if (this.size > IN_MEMORY) await this.write();
  }

  stream(): Readable {
    if (!this.file) return Readable.from(this.held);
    return this.file.createReadStream({ start: 0, autoClose: false, highWaterMark: CHUNK });
  }

  async read(start: number, end: number): Promise<Uint8Array> {
    if (!this.file) return Buffer.concat(this.held).subarray(start, end);
    const length = Math.max(0, Math.min(end, this.size) - start);
    const { buffer, bytesRead } = await this.file.read(new Uint8Array(length), 0, length, start);
    return buffer.subarray(0, bytesRead);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { file } = this;
    this.isGone = true;
    this.held = [];
    this.file = undefined;
    this.folder.give(this.written);
    this.written = 0;
    await file?.close();
  }

  private async write(): Promise<void> {
    this.file ??= await this.folder.open();
    for (const chunk of this.held.splice(0)) {
      this.folder.take(chunk.length);
      this.written += chunk.length;
      await this.file.writeFile(chunk).catch(orFull);
    }
  }
}
