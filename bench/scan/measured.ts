import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Refusal } from '../accuracy/refusal.ts';

/** What a program took: seconds on the clock, seconds of processor, bytes of memory at most. */
export interface Measured {
  readonly seconds: number;
  readonly processor: number;
  readonly memory: number;
}

/** Runs a program to its end, and what it started with it. Its own exit code does not matter: fpcalc's is odd. */
export async function measured(program: string, args: readonly string[]): Promise<Measured> {
  const child = spawn('/usr/bin/time', ['-f', '\n%e %U %S %M', program, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let told = '';
  child.stderr.on('data', (chunk) => {
    told = (told + String(chunk)).slice(-10_000);
  });
  child.on('error', () => {});
  await once(child, 'close').catch(() => {
    throw new Refusal('The benchmark needs /usr/bin/time (Debian: apt-get install time).');
  });
  const [seconds = 0, user = 0, system = 0, kilobytes = 0] = (told.trim().split('\n').at(-1) ?? '')
    .split(' ')
    .map(Number);
  return { seconds, processor: user + system, memory: kilobytes * 1024 };
}
