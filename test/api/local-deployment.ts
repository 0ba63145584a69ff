import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { type LocalOptions, startLocal } from '#local/deployment.ts';
import { freePort } from '#local/processes.ts';
import { usedRights } from '../contract/granted.ts';
import { loggedLines } from '../contract/logged.ts';
import { forgetWitnessed } from '../contract/witnessed.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    endpoints: Record<string, string>;
    token: string;
    engines: string;
    /** Of the one server that audio_url may reach though it is on this machine. */
    webPort: number;
  }
}

/** One local deployment for all tests over HTTP: what they make, they make in buckets of their own. */
export async function setup({ provide }: TestProject) {
  forgetWitnessed();
  const logged = loggedLines();
  const { local, close } = await start(provide, { observe: usedRights(), log: logged.log });
  provide('endpoints', local.endpoints);
  return async () => {
    await close();
    await logged.close();
  };
}

/** All but its endpoints is provided. */
export async function start(
  provide: TestProject['provide'],
  more: Pick<LocalOptions, 'observe' | 'log'> = {},
) {
  const data = await mkdtemp(join(tmpdir(), 'refrain-api-'));
  const webPort = await freePort();
  // Of the projects' deployments, which may run side by side, each has its own.
  const others = process.env['REFRAIN_ALLOWED_HOSTS'];
  process.env['REFRAIN_ALLOWED_HOSTS'] = [...(others ? [others] : []), `127.0.0.1:${webPort}`].join(',');
  provide('webPort', webPort);
  const local = await startLocal({ data, port: 0, log: () => {}, timeScale: 1 / 12, ...more });
  provide('token', local.token);
  provide('engines', local.engines);
  const close = async () => {
    await local.close();
    await rm(data, { recursive: true, force: true });
  };
  return { local, close };
}
