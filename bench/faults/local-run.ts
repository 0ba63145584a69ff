import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import type { Route } from '#api/route.ts';
import { type Operation, routes } from '#api/routes.ts';
import { names } from '../../test/aws/store-region.ts';
import type { Api, Heard } from './client.ts';

const root = join(import.meta.dirname, '../..');
const told = z.object({ endpoints: z.record(z.string(), z.string()), token: z.string() });

/** `npm start` on a folder: started, killed with -9 at any moment, started again. */
export class LocalRun implements Api {
  /** Of the account that calls; the deployer's own until another is told. */
  token = '';
  private readonly data: string;
  private readonly port: number;
  private process: ChildProcess | undefined;
  /** It is not started any more: what nobody takes is not sent again. */
  isOver = false;
  private endpoint = '';

  constructor(data: string, port: number) {
    this.data = data;
    this.port = port;
  }

  /** Begins it anew; it serves once it is `ready`. */
  start(): void {
    // What the last one left tells nothing of this one.
    rmSync(join(this.data, 'local.json'), { force: true });
    const settings = ['--set', `regions=${names.regions.join(',')}`];
    const args = [join(root, 'local/main.ts'), '--data', this.data, '--port', String(this.port), ...settings];
    // Its waits are AWS's; a sweep a minute would leave most to the end.
    const env = { ...process.env, REFRAIN_TIME_SCALE: '0.1' };
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    this.process = child;
    child.stdout.resume();
  }

  async ready(): Promise<void> {
    while (!this.find()) {
      const code = this.process?.exitCode ?? null;
      if (code !== null) throw new Error(`The local run ended with ${code}.`);
      await delay(50);
    }
  }

  private find(): boolean {
    try {
      const { endpoints, token } = told.parse(
        JSON.parse(readFileSync(join(this.data, 'local.json'), 'utf8')),
      );
      this.endpoint = endpoints[names.regions[0] ?? ''] ?? '';
      this.token ||= token;
      return true;
    } catch {
      return false;
    }
  }

  async kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    const child = this.process;
    if (!child || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  async call(
    operation: Operation,
    { params = {}, json, multipart, key }: Parameters<Api['call']>[1] = {},
  ): Promise<Heard> {
    const route: Route = routes[operation];
    const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(params[name] ?? ''),
    );
    const headers = {
      authorization: `Bearer ${this.token}`,
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...(key !== undefined && { 'idempotency-key': key }),
    };
    const body = multipart ?? (json === undefined ? undefined : JSON.stringify(json));
    for (;;) {
      try {
        const response = await fetch(`${this.endpoint}${path}`, {
          method: route.method,
          headers,
          ...(body && { body }),
        });
        const text = await response.text();
        return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
      } catch (error) {
        if (this.isOver || !wasRefused(error)) return { status: 0, body: undefined };
        // Nobody took it, so that nobody holds its key.
        await delay(100);
      }
    }
  }
}

const cause = z.object({ cause: z.object({ code: z.literal('ECONNREFUSED') }) });
const wasRefused = (error: unknown) => cause.safeParse(error).success;
