import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { Refusal } from '../refusal.ts';
import { readProfiles } from './profiles.ts';

/** Which deployment is called, and as whom. */
export interface Target {
  readonly url: URL;
  readonly token: string;
  /** Where the token was told: for sentences. */
  readonly source: string;
}

/** What every command that calls a deployment may be told. */
export interface Addressed {
  readonly to?: string | undefined;
  readonly profile?: string | undefined;
  readonly json?: true | undefined;
}

const local = z.object({ endpoints: z.record(z.string(), z.string()), token: z.string() });

/**
 * The deployment that is meant: --profile; or --to with REFRAIN_TOKEN or a profile of that URL; or REFRAIN_URL and
 * REFRAIN_TOKEN; or the local run when it runs; or the profile "default". Throws Refusal when none is told.
 */
export function targetOf({ to, profile }: Addressed, env: NodeJS.ProcessEnv = process.env): Target {
  const { REFRAIN_URL: url = '', REFRAIN_TOKEN: token = '' } = env;
  if (profile !== undefined) {
    const known = readProfiles().get(profile);
    if (!known)
      throw new Refusal(`there is no profile ${profile}; refrain profile list tells those there are`);
    return { url: urlOf(known.url), token: known.token, source: `refrain profile set ${profile}` };
  }
  if (to !== undefined) return addressed(urlOf(to), token);
  if (url !== '') {
    if (token === '') return addressed(urlOf(url), token);
    return { url: urlOf(url), token, source: 'REFRAIN_TOKEN' };
  }
  const running = localRun(env);
  if (running) return running;
  const known = readProfiles().get('default');
  if (known) return { url: urlOf(known.url), token: known.token, source: 'refrain profile set default' };
  throw new Refusal(
    'name the deployment: with --to URL and REFRAIN_TOKEN, with --profile NAME (refrain profile set), or start one here (npm start)',
  );
}

function addressed(url: URL, token: string): Target {
  if (token !== '') return { url, token, source: 'REFRAIN_TOKEN' };
  for (const [name, known] of readProfiles())
    if (new URL(known.url).origin === url.origin)
      return { url, token: known.token, source: `refrain profile set ${name}` };
  const running = localRun(process.env, url.origin);
  if (running) return running;
  throw new Refusal(
    `there is no token for ${url.origin}: put it into REFRAIN_TOKEN, or keep it with refrain profile set`,
  );
}

/** The local run that goes on in this folder or in that of the program; in its region of this origin, when one is asked. */
function localRun(
  { REFRAIN_DATA: data = '.refrain' }: NodeJS.ProcessEnv,
  origin?: string,
): Target | undefined {
  for (const folder of [data, fileURLToPath(new URL('../../.refrain', import.meta.url))]) {
    try {
      const { endpoints, token } = local.parse(JSON.parse(readFileSync(join(folder, 'local.json'), 'utf8')));
      const url = Object.values(endpoints).find(
        (each) => origin === undefined || new URL(each).origin === origin,
      );
      if (url !== undefined) return { url: new URL(url), token, source: `npm start (${folder})` };
    } catch {
      // It does not run here.
    }
  }
  return undefined;
}

function urlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new Refusal(`'${text}' is no URL: it begins with https:// or http://`);
  return new URL(url.origin);
}
