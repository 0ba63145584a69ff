import { accessSync, constants, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { endStaleEngines } from '../processes.ts';
import { Refusal } from './refusal.ts';

const lockName = 'lock.db';
const ours = [
  lockName,
  `${lockName}-journal`,
  'local.json',
  'local.json.new',
  'token.json',
  'token.json.new',
  'synthesis',
  'dynamodb',
  's3',
  'sqs',
];

export interface DataFolder {
  readonly path: string;
  release(): void;
}

/** What is in the folder, which is made when there is none. */
function opened(path: string): string[] {
  try {
    make(path);
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    return readdirSync(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split(',')[0] : String(error);
    throw new Refusal(`${path} cannot be the data folder (${reason}): choose another one with --data.`);
  }
}

/** One after the other: below /proc, Node's own recursive mkdir never ends. */
function make(path: string): void {
  if (existsSync(path)) return;
  make(dirname(path));
  mkdirSync(path);
}

/**
 * Takes the data folder for this run; `fresh` empties it first. The lock is one of the system's, held through SQLite:
 * it goes with the process however that ends.
 */
export async function claimDataFolder(path: string, fresh: boolean): Promise<DataFolder> {
  const present = opened(path);
  const foreign = present.filter((name) => !ours.includes(name));
  if (foreign.length > 0 && (fresh || !present.includes(lockName))) {
    const some = foreign.slice(0, 3).join(', ');
    const what = fresh ? 'it is not emptied' : 'choose another one with --data';
    throw new Refusal(`The folder ${path} holds files that are not Refrain's (${some}): ${what}.`);
  }
  const lock = new DatabaseSync(join(path, lockName));
  try {
    lock.exec(
      'PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; PRAGMA user_version = 1; COMMIT;',
    );
  } catch {
    lock.close();
    throw new Refusal(`Refrain is already running on the data folder ${path}.`);
  }
  await endStaleEngines(join(path, 'dynamodb'));
  if (fresh) {
    for (const name of ours) {
      if (!name.startsWith(lockName)) rmSync(join(path, name), { recursive: true, force: true });
    }
  }
  return { path, release: () => lock.close() };
}
