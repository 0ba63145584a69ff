import { copyFile, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import type { PathBytes } from './path.ts';

/** What of ours stands beside a file while it is replaced or copied; one that was left is taken up or made anew. */
export const LINK = Buffer.from('.refrain-link');
export const PART = Buffer.from('.refrain-part');

const folderOf = (path: PathBytes) => path.subarray(0, path.lastIndexOf('/'));

/** Over the border of a file system too: there it is copied whole before the original goes. */
export async function moveFile(from: PathBytes, to: PathBytes): Promise<void> {
  await mkdir(folderOf(to), { recursive: true });
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    await moveByCopy(from, to);
  }
}

/** The copy has its name only when it is on disk whole, and the original goes only after that. */
export async function moveByCopy(from: PathBytes, to: PathBytes): Promise<void> {
  const part = Buffer.concat([to, PART]);
  try {
    await rm(part, { force: true });
    const { atimeMs, mtimeMs, size } = await stat(from);
    await copyFile(from, part);
    const copy = await open(part, 'r');
    try {
      // The middle of the millisecond, since seconds are rounded on the way: a scan compares milliseconds.
      await copy.utimes(atimeMs / 1000, (Math.floor(mtimeMs) + 0.5) / 1000);
      await copy.sync();
    } finally {
      await copy.close();
    }
    const now = await stat(from);
    if (now.mtimeMs !== mtimeMs || now.size !== size) throw new Error('changed while it was copied');
    await rename(part, to);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  const folder = await open(folderOf(to), 'r');
  await folder.sync().finally(() => folder.close());
  await rm(from);
}
