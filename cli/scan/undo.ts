import { lstat, readFile } from 'node:fs/promises';
import * as z from 'zod';
import { Refusal, reasonOf } from '../refusal.ts';
import { moveFile } from './move-file.ts';
import { type PathBytes, shown } from './path.ts';

const path = z.union([
  z.string().transform((text): PathBytes => Buffer.from(text)),
  z.object({ base64: z.base64() }).transform(({ base64 }): PathBytes => Buffer.from(base64, 'base64')),
]);
const line = z.object({ action: z.enum(['move', 'delete', 'hardlink']), from: path, to: path.optional() });

/**
 * `refrain scan --undo LOG`: takes back the moves of a log, the last first. What was deleted does not come back, and is
 * told. Runs any number of times.
 */
export async function undo(logFile: string): Promise<{ done: number; left: string[] }> {
  const left: string[] = [];
  let done = 0;
  for (const { action, from, to } of (await linesOf(logFile)).reverse()) {
    if (action !== 'move' || !to)
      left.push(`${shown(from)}: ${action === 'delete' ? 'is deleted' : 'stays a link'}`);
    else if (!(await isThere(to))) {
      if (!(await isThere(from))) left.push(`${shown(from)}: is neither there nor at ${shown(to)}`);
    } else if (await isThere(from)) left.push(`${shown(from)}: is there again, so ${shown(to)} stays`);
    else {
      await moveFile(to, from).then(
        () => done++,
        (error: NodeJS.ErrnoException) => left.push(`${shown(to)} ${reasonOf(error)}`),
      );
    }
  }
  return { done, left };
}

const isThere = (at: PathBytes) =>
  lstat(at).then(
    () => true,
    () => false,
  );

async function linesOf(logFile: string) {
  const text = await readFile(logFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Refusal(`the log ${logFile} ${reasonOf(error)}`);
  });
  return text.split('\n').flatMap((each) => {
    if (each === '') return [];
    try {
      return [line.parse(JSON.parse(each))];
    } catch {
      // The process died in the middle of a line, before it did what the line says.
      return [];
    }
  });
}
