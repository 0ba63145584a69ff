import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
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

/**
 * Takes the data folder for this run; `fresh` empties it first. The lock is one of the system's, held through SQLite:
 * it goes with the process however that ends.
 */
export async function claimDataFolder(path: string, fresh: boolean): Promise<DataFolder> {
  mkdirSync(path, { recursive: true });
  const present = readdirSync(path);
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
