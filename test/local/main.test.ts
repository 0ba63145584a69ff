import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { temporaryFolder } from './engines.ts';
import { isAlive, npmStart, type Running, runNode } from './processes.ts';

// Five starts one after the other, on machines that may have other things to do.
vi.setConfig({ testTimeout: 300_000 });

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

const localFile = (data: string) => JSON.parse(readFileSync(join(data, 'local.json'), 'utf8'));

describe('npm start', () => {
  test('runs three regions, alone on its data, over a kill -9, until it is told to end', async () => {
    const data = newFolder();
    const first = await started(data);
    const { endpoints, token } = localFile(data);
    expect(Object.keys(endpoints)).toEqual(['eu-west-1', 'us-west-2', 'ap-southeast-1']);
    for (const url of Object.values<string>(endpoints)) {
      expect((await fetch(`${url}/api/health`)).status).toBe(200);
    }
    expect(first.output()).toContain(token);
    const second = start('--data', data, '--port', '0');
    expect(await second.ended()).toBe(1);
    expect(second.output()).toContain('already running on the data folder');
    const engines = enginePids(data);
    expect(engines.length).toBeGreaterThan(0);
    first.process.kill('SIGKILL');
    await first.ended();

    const third = await started(data);
    await allGone(engines);
    expect(localFile(data).token).toBe(token);
    const laterEngines = enginePids(data);
    third.process.kill('SIGINT');
    expect(await third.ended()).toBe(0);
    expect(laterEngines.filter(isAlive)).toEqual([]);
    expect(existsSync(join(data, 'local.json'))).toBe(false);

    writeFileSync(join(data, 'thesis.txt'), 'mine');
    const refused = start('--data', data, '--port', '0', '--fresh');
    expect(await refused.ended()).toBe(1);
    expect(refused.output()).toMatch(/holds files that are not Refrain's \(thesis\.txt\)/);
    rmSync(join(data, 'thesis.txt'));
    const fresh = await started(data, '--fresh');
    expect(localFile(data).token).not.toBe(token);
    fresh.process.kill('SIGTERM');
    expect(await fresh.ended()).toBe(0);
  });

  test.each([
    ['SIGTERM', 'npm alone, as a supervisor does', (npm: number) => process.kill(npm, 'SIGTERM')],
    ['SIGINT', 'all of them, as Ctrl-C does', (npm: number) => process.kill(-npm, 'SIGINT')],
  ])('ends in order by %s to %s', async (_signal, _whom, end) => {
    const data = newFolder();
    const npm = npmStart(['--data', data, '--port', '0'], { PORT: '', REFRAIN_DATA: '' });
    const group = Number(npm.process.pid);
    try {
      await npm.printed(/Ctrl-C/);
      const engines = enginePids(data);
      // Not its `ended`: that waits for all who hold its output.
      const exit = once(npm.process, 'exit');
      end(group);
      expect((await exit)[0]).toBe(0);
      expect(engines.filter(isAlive)).toEqual([]);
      expect(() => process.kill(-group, 0), 'nobody is left of the group').toThrow('ESRCH');
    } finally {
      // What did not end by itself.
      try {
        process.kill(-group, 'SIGKILL');
      } catch {}
    }
  });

  test.each([
    ['a file', join(import.meta.dirname, 'main.test.ts')],
    ['below a file', join(import.meta.dirname, 'main.test.ts/data')],
    ['where no folder can be made', '/proc/nowhere/data'],
  ])('says what is wrong with a data folder that is %s', async (_, data) => {
    const refused = start('--data', data, '--port', '0');
    expect(await refused.ended()).toBe(1);
    expect(refused.output()).toMatch(
      /^\S+ cannot be the data folder \(.*\): choose another one with --data\.$/m,
    );
    expect(refused.output()).not.toContain('    at ');
  });

  test('does not move in with files of others', async () => {
    const data = newFolder();
    mkdirSync(join(data, 's3'));
    writeFileSync(join(data, 'thesis.txt'), 'mine');
    const running = start('--data', data, '--port', '0');
    expect(await running.ended()).toBe(1);
    expect(readdirSync(data).sort()).toEqual(['s3', 'thesis.txt']);
  });

  test('says so when its port is taken', async () => {
    const data = newFolder();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const running = start('--data', data, '--port', String(port));
    expect(await running.ended()).toBe(1);
    expect(running.output()).toMatch(new RegExp(`^Port ${port} is taken by another program: .*\\.\n$`));
    other.close();
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
