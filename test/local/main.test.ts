import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { temporaryFolder } from './engines.ts';
import { isAlive, type Running, runNode } from './processes.ts';

const folders: { remove: () => void }[] = [];
const processes: Running[] = [];

afterEach(async () => {
  for (const running of processes.splice(0)) {
    running.process.kill('SIGKILL');
    await running.ended();
  }
  for (const folder of folders.splice(0)) folder.remove();
});

function newFolder(): string {
  const folder = temporaryFolder();
  folders.push(folder);
  return folder.path;
}

/** `npm start` with these options; removed when the test ends. */
function start(...args: string[]): Running {
  const running = runNode('local/main.ts', args, { PORT: '', REFRAIN_DATA: '' });
  processes.push(running);
  return running;
}

async function started(data: string, ...args: string[]): Promise<Running> {
  const running = start('--data', data, '--port', '0', ...args);
  await running.printed(/Ctrl-C/);
  return running;
}

const enginePids = (data: string): number[] =>
  readdirSync(join(data, 'dynamodb'))
    .filter((name) => name.endsWith('.pid'))
    .map((name) => JSON.parse(readFileSync(join(data, 'dynamodb', name), 'utf8')).pid);

const allGone = async (pids: readonly number[]): Promise<void> => {
  while (pids.some(isAlive)) await delay(10);
};

describe('npm start', () => {
  test('runs the three regions, tells how to reach them, and ends everything on Ctrl-C', async () => {
    const data = newFolder();
    const running = await started(data);
    const { endpoints, token } = JSON.parse(readFileSync(join(data, 'local.json'), 'utf8'));
    expect(Object.keys(endpoints)).toEqual(['eu-west-1', 'us-west-2', 'ap-southeast-1']);
    for (const url of Object.values<string>(endpoints))
      expect((await fetch(`${url}/api/health`)).status).toBeLessThan(502);
    expect(running.output()).toContain(token);
    const engines = enginePids(data);
    expect(engines.length).toBeGreaterThan(0);
    running.process.kill('SIGINT');
    expect(await running.ended()).toBe(0);
    expect(engines.filter(isAlive)).toEqual([]);
    expect(existsSync(join(data, 'local.json'))).toBe(false);
  });

  test('is refused beside another one on the same data, and goes on after a kill -9', async () => {
    const data = newFolder();
    const first = await started(data);
    const { token } = JSON.parse(readFileSync(join(data, 'local.json'), 'utf8'));
    const second = start('--data', data, '--port', '0');
    expect(await second.ended()).toBe(1);
    expect(second.output()).toContain('already running on the data folder');
    expect(first.process.exitCode).toBeNull();
    const engines = enginePids(data);
    first.process.kill('SIGKILL');
    await first.ended();
    const third = await started(data);
    await allGone(engines);
    expect(third.output()).toContain(token);
  });

  test('says so when its port is taken, and leaves nothing behind', async () => {
    const data = newFolder();
    const other = createServer();
    const port = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => {
        const address = other.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
    const running = start('--data', data, '--port', String(port));
    expect(await running.ended()).toBe(1);
    expect(running.output()).toMatch(new RegExp(`^Port ${port} is taken by another program: .*\\.\n$`));
    expect(enginePids(data)).toEqual([]);
    other.close();
  });

  test('empties its own folder only', async () => {
    const data = newFolder();
    const running = await started(data);
    const { token } = JSON.parse(readFileSync(join(data, 'local.json'), 'utf8'));
    running.process.kill('SIGTERM');
    expect(await running.ended()).toBe(0);
    writeFileSync(join(data, 'thesis.txt'), 'mine');
    const refused = start('--data', data, '--port', '0', '--fresh');
    expect(await refused.ended()).toBe(1);
    expect(refused.output()).toMatch(/holds files that are not Refrain's \(thesis\.txt\)/);

    const foreign = newFolder();
    mkdirSync(join(foreign, 's3'));
    writeFileSync(join(foreign, 'thesis.txt'), 'mine');
    const elsewhere = start('--data', foreign, '--port', '0');
    expect(await elsewhere.ended()).toBe(1);
    expect(readdirSync(foreign).sort()).toEqual(['s3', 'thesis.txt']);

    const other = newFolder();
    const before = await started(other);
    before.process.kill('SIGTERM');
    await before.ended();
    const fresh = await started(other, '--fresh');
    expect(fresh.output()).not.toContain(token);
  });

  test.each([
    [['--prot', '1'], "Unknown option '--prot'"],
    [['--port', 'many'], "'many' is no port"],
    [['stray'], "Unexpected argument 'stray'"],
  ])('refuses %j', async (args, message) => {
    const running = start(...args);
    expect(await running.ended()).toBe(1);
    expect(running.output()).toContain(message);
  });

  test('explains itself', async () => {
    const running = start('--help');
    expect(await running.ended()).toBe(0);
    expect(running.output()).toContain('--fresh');
  });
});
