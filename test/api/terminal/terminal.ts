import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, inject } from 'vitest';

const program = fileURLToPath(new URL('../../../cli/refrain.ts', import.meta.url));

export const deployment = () => ({ url: inject('endpoints')['eu-west-1'] ?? '', token: inject('token') });

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** At the head of a test file: commands in a folder of its own, with its own cache and configuration. */
export function terminal() {
  const root = mkdtempSync(join(tmpdir(), 'refrain-terminal-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  /** A command that runs, against the deployment that all tests share. */
  function begin(args: readonly string[], env: NodeJS.ProcessEnv = {}, input = '') {
    const { url, token } = deployment();
    const child = spawn(process.execPath, [program, ...args], {
      cwd: root,
      env: {
        PATH: process.env['PATH'],
        HOME: root,
        XDG_CACHE_HOME: join(root, 'cache'),
        XDG_CONFIG_HOME: join(root, 'config'),
        REFRAIN_URL: url,
        REFRAIN_TOKEN: token,
        REFRAIN_DATA: join(root, 'no local run'),
        ...env,
      },
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => {
      stdout += String(chunk);
    });
    child.stderr.on('data', (chunk) => {
      stderr += String(chunk);
    });
    child.stdin.end(input);
    const ended = once(child, 'close').then((): Ended => ({ code: child.exitCode, stdout, stderr }));
    return { child, ended };
  }

  /** Runs a command to its end. */
  const refrain = (args: readonly string[], env: NodeJS.ProcessEnv = {}, input = ''): Promise<Ended> =>
    begin(args, env, input).ended;

  /** What a command answers as JSON. */
  async function answered(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    const { stdout, stderr } = await refrain([...args, '--json'], env);
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout);
  }

  return { root, begin, refrain, answered };
}
