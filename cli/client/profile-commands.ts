import { text } from 'node:stream/consumers';
import { Refusal } from '../refusal.ts';
import { print, tableOf } from '../terminal/table.ts';
import { profilesFile, readProfiles, writeProfiles } from './profiles.ts';

interface Told {
  readonly json?: true | undefined;
}

/** The token comes by the standard input: what stands in a command line others can see. */
export async function setProfile(name: string, told: Told & { url: string }): Promise<number> {
  if (!URL.canParse(told.url) || !/^https?:$/.test(new URL(told.url).protocol))
    throw new Refusal(`'${told.url}' is no URL: it begins with https:// or http://`);
  if (process.stdin.isTTY) process.stderr.write('The token, then Ctrl-D: ');
  const token = (await text(process.stdin)).trim();
  if (!/^\S+$/.test(token))
    throw new Refusal('the token comes by the standard input: pbpaste | refrain profile set …');
  writeProfiles(new Map([...readProfiles(), [name, { url: new URL(told.url).origin, token }]]));
  print(told.json, { name, url: told.url }, () => `The profile ${name} is kept in ${profilesFile()}.\n`);
  return 0;
}

export async function listProfiles(told: Told): Promise<number> {
  const rows = [...readProfiles()].map(([name, { url }]) => ({ name, url }));
  print(told.json, rows, () =>
    tableOf(rows, [
      ['NAME', ({ name }) => name],
      ['URL', ({ url }) => url],
    ]),
  );
  return 0;
}

export async function removeProfile(name: string, told: Told): Promise<number> {
  const profiles = readProfiles();
  if (!profiles.delete(name)) throw new Refusal(`there is no profile ${name}`);
  writeProfiles(profiles);
  print(told.json, { removed: name }, () => `The profile ${name} is removed.\n`);
  return 0;
}
