import { chmodSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { Refusal } from '../refusal.ts';

export interface Profile {
  readonly url: string;
  readonly token: string;
}

const kept = z.record(z.string(), z.object({ url: z.string(), token: z.string() }));

/** Where profiles are kept: URLs and tokens, for nobody else to read. */
export function profilesFile(): string {
  const { XDG_CONFIG_HOME, APPDATA } = process.env;
  return join(XDG_CONFIG_HOME ?? APPDATA ?? join(homedir(), '.config'), 'refrain', 'profiles.json');
}

/** Those there are. Throws Refusal when others may read them, or they cannot be read. */
export function readProfiles(): Map<string, Profile> {
  const file = profilesFile();
  try {
    if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0)
      throw new Refusal(`${file} holds tokens and is open to others: chmod 600 ${file}`);
    return new Map(Object.entries(kept.parse(JSON.parse(readFileSync(file, 'utf8')))));
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return new Map();
    throw new Refusal(`the profiles in ${file} cannot be read: ${message}`);
  }
}

/** Never half written, and never open to others. */
export function writeProfiles(profiles: ReadonlyMap<string, Profile>): void {
  const file = profilesFile();
  const beside = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(beside, `${JSON.stringify(Object.fromEntries(profiles), null, 2)}\n`, { mode: 0o600 });
    chmodSync(beside, 0o600);
    renameSync(beside, file);
  } catch (error) {
    throw new Refusal(`the profile cannot be kept in ${file}: ${(error as Error).message}`);
  }
}
