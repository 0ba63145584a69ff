import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startLocal } from '#local/deployment.ts';
import { freePort } from '#local/processes.ts';
import { usedRights } from '../contract/granted.ts';
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
  const { local, close } = await start(provide);
  provide('endpoints', local.endpoints);
  return close;
}

/** All but its endpoints is provided. */
export async function start(provide: TestProject['provide']) {
  const data = await mkdtemp(join(tmpdir(), 'refrain-api-'));
  const webPort = await freePort();
  process.env['REFRAIN_ALLOWED_HOSTS'] = `127.0.0.1:${webPort}`;
  provide('webPort', webPort);
  const local = await startLocal({ data, port: 0, quiet: true, observe: usedRights(), timeScale: 1 / 12 });
  provide('token', local.token);
  provide('engines', local.engines);
  const close = async () => {
    await local.close();
    await rm(data, { recursive: true, force: true });
  };
  return { local, close };
}
