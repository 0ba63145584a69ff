import { link, lstat, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Refusal, reasonOf } from '../refusal.ts';
import { LINK, moveFile } from './move-file.ts';
import { below, type PathBytes, shown, told as toldPath } from './path.ts';
import type { ScannedFile } from './recordings.ts';
import { haveEqualBytes } from './report.ts';
import type { Star } from './stars.ts';
import { isAsFound } from './walk.ts';

/** What is to become of copies. */
export type Action =
  | { readonly kind: 'move'; readonly into: string }
  | { readonly kind: 'delete' | 'hardlink' };

/** One copy, and what is to become of it. */
export interface Step {
  readonly kind: Action['kind'];
  readonly kept: ScannedFile;
  readonly copy: ScannedFile;
  /** Where it goes, when it moves. */
  readonly to?: PathBytes;
}

/** What an action would do. Only copies are touched: never what is kept, nor what is merely related to it. */
export function plan(stars: readonly Star[], action: Action): Step[] {
  return stars.flatMap(({ kept, copies }) =>
    copies.map(({ file: copy }): Step => {
      const step = { kind: action.kind, kept, copy };
      return action.kind === 'move' ? { ...step, to: within(resolve(action.into), copy.path) } : step;
    }),
  );
}

/** Its whole path below the folder, so that two of one name do not meet, and it can be seen where each was. */
const within = (folder: string, path: PathBytes) => below(Buffer.from(folder), path.subarray(1));

/** In words, for a dry run and for the log. */
export function told({ kind, copy, kept, to }: Step): string {
  if (to) return `move ${shown(copy.path)} to ${shown(to)}`;
  if (kind === 'delete') return `delete ${shown(copy.path)}, a copy of ${shown(kept.path)}`;
  return `make ${shown(copy.path)} a link to ${shown(kept.path)}`;
}

/**
 * Does the steps, each written down in the log before it is done. A file that is not as it was when it was listened to
 * is left alone. Answers what was not done, and why.
 */
export async function apply(
  steps: readonly Step[],
  logFile: string,
): Promise<{ done: number; left: string[] }> {
  const log = await open(logFile, 'wx').catch((error: NodeJS.ErrnoException) => {
    throw new Refusal(
      `the log ${logFile} cannot be written: ${error.code === 'EEXIST' ? 'it is there already' : reasonOf(error)}`,
    );
  });
  const left: string[] = [];
  let done = 0;
  try {
    for (const step of steps) {
      const why = await obstacle(step);
      if (why === undefined) {
        const isLogged = await log
          .appendFile(`${JSON.stringify(lineOf(step))}\n`)
          .then(() => log.sync())
          .then(
            () => true,
            (error: NodeJS.ErrnoException) => {
              left.push(`${logFile} ${reasonOf(error)}: this step and all after it were not done`);
              return false;
            },
          );
        if (!isLogged) break;
        await doStep(step).then(
          () => done++,
          (error: NodeJS.ErrnoException) => left.push(`${shown(step.copy.path)} ${reasonOf(error)}`),
        );
      } else left.push(`${shown(step.copy.path)} ${why}`);
    }
  } finally {
    await log.close();
  }
  return { done, left };
}

async function obstacle({ kind, kept, copy, to }: Step): Promise<string | undefined> {
  if ((await lstat(copy.path).catch(() => undefined))?.isSymbolicLink())
    return 'is a link to a file that lies elsewhere';
  if (!(await isAsFound(copy))) return 'is not as it was when it was listened to';
  if (!(await isAsFound(kept))) return `has lost ${shown(kept.path)}, which was to be kept`;
  if (to && (await stat(to).catch(() => undefined))) return `finds another file at ${shown(to)}`;
  // A link to another encoding would put that in its place.
  if (kind === 'hardlink' && !(await haveEqualBytes(kept, copy))) return 'has other bytes than what is kept';
  return undefined;
}

async function doStep({ kind, kept, copy, to }: Step): Promise<void> {
  if (to) return moveFile(copy.path, to);
  if (kind === 'delete') return rm(copy.path);
  const beside = Buffer.concat([copy.path, LINK]);
  // The file itself, where its name is a link.
  await link(await realpath(kept.path, 'buffer'), beside).catch(async (error: NodeJS.ErrnoException) => {
    // Left by a run that was killed between the two.
    if (error.code !== 'EEXIST' || !(await isOneFile(kept.path, beside))) throw error;
  });
  await rename(beside, copy.path).catch(async (error) => {
    await rm(beside, { force: true });
    throw error;
  });
}

async function isOneFile(...paths: readonly [PathBytes, PathBytes]): Promise<boolean> {
  const [a, b] = await Promise.all(paths.map((path) => stat(path, { bigint: true })));
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}

/** A line of the log. Paths that are no UTF-8 are there as base64. */
function lineOf({ kind, kept, copy, to }: Step) {
  return {
    action: kind,
    from: spelled(copy.path),
    ...(to ? { to: spelled(to) } : {}),
    kept: spelled(kept.path),
  };
}

function spelled(path: PathBytes): string | { base64: string } {
  const { path: text, path_base64: base64 } = toldPath(path);
  return base64 === undefined ? text : { base64 };
}
