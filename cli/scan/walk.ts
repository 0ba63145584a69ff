import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { reasonOf } from '../refusal.ts';
import { LINK, PART } from './move-file.ts';
import { below, type PathBytes } from './path.ts';

/** A file as it is on disk now. */
export interface FoundFile {
  readonly path: PathBytes;
  readonly size: number;
  /** Milliseconds. */
  readonly modified: number;
  /** Which file it is: two names of one file have the same. */
  readonly inode: string;
}

/** What a run of `--apply` that was killed has left: another name, or a part, of a file that is there. */
const isOurs = (name: Buffer) => [LINK, PART].some((ending) => name.subarray(-ending.length).equals(ending));

/** What was passed over, and why. */
export type Complaint = (path: PathBytes, why: string) => void;

/**
 * The files of folders and all folders below, and files that are named themselves, each once: by whatever names and
 * links it is reached. Folders in a circle of links are entered once. What cannot be read is told and passed over.
 */
export async function* walk(roots: readonly string[], complain: Complaint): AsyncGenerator<FoundFile> {
  const entered = new Set<string>();
  const files = new Set<string>();

  async function* enter(folder: PathBytes): AsyncGenerator<FoundFile> {
    const real = await realpath(folder, 'buffer').catch(() => folder);
    if (entered.has(real.toString('latin1'))) return;
    entered.add(real.toString('latin1'));
    const names = await readdir(folder, 'buffer').catch((error: NodeJS.ErrnoException) => {
      complain(folder, reasonOf(error));
      return [];
    });
    for (const name of names.sort(Buffer.compare)) if (!isOurs(name)) yield* visit(below(folder, name));
  }

  async function* visit(path: PathBytes): AsyncGenerator<FoundFile> {
    try {
      const entry = await lstat(path, { bigint: true });
      const target = entry.isSymbolicLink() ? await stat(path, { bigint: true }) : entry;
      if (target.isDirectory()) {
        yield* enter(path);
        return;
      }
      const inode = `${target.dev}:${target.ino}`;
      if (!target.isFile() || files.has(inode)) return;
      files.add(inode);
      yield { path, size: Number(target.size), modified: Number(target.mtimeMs), inode };
    } catch (error) {
      complain(path, reasonOf(error as NodeJS.ErrnoException));
    }
  }

  for (const root of roots) yield* visit(Buffer.from(resolve(root)));
}

/** Whether a file is still as it was found. */
export async function isAsFound({ path, size, modified }: FoundFile): Promise<boolean> {
  const now = await stat(path, { bigint: true }).catch(() => undefined);
  return now !== undefined && Number(now.size) === size && Number(now.mtimeMs) === modified;
}
