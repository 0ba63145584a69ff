import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { isRunning } from '#local/processes.ts';

test('a process is running while the system still loads its program', async () => {
  const seen: boolean[] = [];
  for (let i = 0; i < 200; i++) {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    seen.push(isRunning(child.pid ?? 0));
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  expect(seen).not.toContain(false);
});

test('one that has ended is not, also before its parent has asked for its exit code', async () => {
  const parent = spawn('/bin/sh', ['-c', 'true & echo $!; read -r _'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const [pid] = await once(parent.stdout, 'data');
  while (isRunning(Number(String(pid)))) await delay(10);
  parent.stdin.end();
  await once(parent, 'exit');
  expect(isRunning(Number(String(pid)))).toBe(false);
});
