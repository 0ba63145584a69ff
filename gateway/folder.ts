import { randomUUID } from 'node:crypto';
import {
  constants,
  type FileHandle,
  lstat,
  mkdir,
  open,
  readdir,
  rm,
  rmdir,
  stat,
  unlink,
} from 'node:fs/promises';
import { join } from 'node:path';
import { Refused } from './refused.ts';

/** A file has its name for a moment only: one that has had it for this long was left by a gateway that died then. */
const LEFT_AFTER = 60_000;

/**
 * The temporary folder through which uploads pass. A file loses its name as soon as it is open, so that nothing of it
 * outlives the process, however that ends. Gateways of one user share the folder; each counts what it holds itself.
 */
export class Folder {
  readonly path: string;
  private readonly most: number;
  private used = 0;

  /** Of the temporary files of `parent`; this gateway's never hold more than `most` bytes together. */
  constructor(parent: string, most: number) {
    this.path = join(parent, `refrain-gateway-${process.getuid?.() ?? ''}`);
    this.most = most;
  }

  /** Removes what a gateway left that died between the making of a file and the removal of its name. */
  async clean(): Promise<void> {
    await this.make();
    for (const name of (await readdir(this.path).catch(ifGone)) ?? []) {
      const path = join(this.path, name);
      const found = await stat(path).catch(() => undefined);
      if (found && Date.now() - found.mtimeMs > LEFT_AFTER) await rm(path, { force: true });
    }
  }

  /** An empty file without a name. Rejects with Refused (507) when there is no room for one. */
  async open(): Promise<FileHandle> {
    const path = join(this.path, randomUUID());
    const flags = constants.O_CREAT | constants.O_EXCL | constants.O_RDWR;
    for (;;) {
      // Every time: another gateway that ends, or who tidies up temporary folders, may take it away.
      await this.make();
      const file = await open(path, flags, 0o600).catch(ifGone).catch(orFull);
      if (!file) continue;
      await unlink(path);
      return file;
    }
  }

  /** Counts bytes that are about to be written. Throws Refused (507) when they are too many. */
  take(bytes: number): void {
    if (!this.hasRoomFor(bytes)) throw noRoom();
    this.used += bytes;
  }

  give(bytes: number): void {
    this.used -= bytes;
  }

  hasRoomFor(bytes: number): boolean {
    return this.used + bytes <= this.most;
  }

  /** Unless another gateway is using it. */
  async remove(): Promise<void> {
    await rmdir(this.path).catch(() => {});
  }

  /** It is there afterwards, unless somebody takes it away at once. */
  private async make(): Promise<void> {
    await mkdir(this.path, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') orFull(error);
    });
    const found = await lstat(this.path).catch(ifGone);
    if (!found) return;
    if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o077) !== 0) {
      throw new Error(
        `${this.path} belongs to somebody else, or is open to others: remove it, or set TMPDIR.`,
      );
    }
  }
}

/** What is told when a folder, or its disk, is full. */
export const noRoom = () =>
  new Refused(507, 'The gateway has no room left for uploads: send this again when others are done.', {
    'retry-after': '10',
  });

function ifGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

/** A disk that is full is told as a folder that is. */
export function orFull(error: NodeJS.ErrnoException): never {
  throw error.code === 'ENOSPC' || error.code === 'EDQUOT' ? noRoom() : error;
}
