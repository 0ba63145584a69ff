import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** An engine that runs as a process of its own. */
export interface Engine {
  readonly port: number;
  /** Resolves when it has ended. */
  close(): Promise<void>;
}

/**
 * A shell that starts the engine, tells its pid, and ends it when our end of the pipe closes: by us, or by the
 * system when we are killed with -9. In a session of its own, so that Ctrl-C in the terminal reaches only us and the
 * engine serves until we have finished.
 */
const watcher = `
"$0" "$@" </dev/null & child=$!
echo "$child"
read -r _
kill "$child" 2>/dev/null
wait "$child" 2>/dev/null
`;

/**
 * Starts `command` on a free port; its arguments name its data, which is `pidFile` without the ending. Another program
 * may take the port first: then on another one.
 */
export async function startEngine(
  command: string,
  argumentsFor: (port: number) => readonly string[],
  pidFile: string,
): Promise<Engine> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOn(await freePort(), command, argumentsFor, pidFile);
    } catch (error) {
      if (attempt === 3) throw error;
    }
  }
}

async function startOn(
  port: number,
  command: string,
  argumentsFor: (port: number) => readonly string[],
  pidFile: string,
): Promise<Engine> {
  const shell = spawn('/bin/sh', ['-c', watcher, command, ...argumentsFor(port)], {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let complaint = '';
  shell.stderr.on('data', (chunk) => {
    complaint = (complaint + String(chunk)).slice(-2000);
  });
  const ended = once(shell, 'exit');
  // The pid first, then whatever the engine says, which must be drained or it would block.
  const [first] = await Promise.race([once(shell.stdout, 'data'), ended.then(() => [''])]);
  shell.stdout.resume();
  shell.stdin.on('error', () => {});
  const pid = Number(String(first).split('\n')[0]);
  writeFileSync(pidFile, JSON.stringify({ pid, command }));
  const close = async (): Promise<void> => {
    shell.stdin.end();
    // One that does not want to end in order.
    const late = setTimeout(
      () => isOurs(pid, command, dataOf(pidFile)) && process.kill(pid, 'SIGKILL'),
      5000,
    );
    await ended;
    clearTimeout(late);
    rmSync(pidFile, { force: true });
  };
  // Whoever answers on that port must be the one that was started.
  if ((await answering(port, pid)) && isRunning(pid)) return { port, close };
  await close();
  throw new Error(`The engine ${command} did not start. ${complaint}`.trim());
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No free port.');
  return address.port;
}

/** Any HTTP answer will do: it is up when it speaks. False when it has ended, or says nothing for half a minute. */
async function answering(port: number, pid: number): Promise<boolean> {
  for (const start = Date.now(); Date.now() - start < 30_000 && isRunning(pid); await delay(10)) {
    try {
      await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(2000) });
      return true;
    } catch {
      // Not yet.
    }
  }
  return false;
}

/**
 * Ends the engines that a run killed with -9 may have left in `folder`, where each has a pid file. Pids are used again:
 * only a process that has the recorded command and file on its command line is one of ours.
 */
export async function endStaleEngines(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.pid'))) {
    const pidFile = join(folder, name);
    const { pid, command } = recorded(pidFile);
    const data = dataOf(pidFile);
    // The watcher has most likely seen to it already, or is about to.
    for (let i = 0; i < 350 && isOurs(pid, command, data); i++) {
      if (i === 100) process.kill(pid, 'SIGKILL');
      await delay(20);
    }
    rmSync(pidFile, { force: true });
  }
}

function dataOf(pidFile: string): string {
  return pidFile.replace(/\.pid$/, '');
}

function recorded(pidFile: string): { pid: number; command: string } {
  try {
    const { pid, command } = JSON.parse(readFileSync(pidFile, 'utf8'));
    return { pid: Number(pid), command: String(command) };
  } catch {
    return { pid: 0, command: '' };
  }
}

function isOurs(pid: number, command: string, data: string): boolean {
  if (!(pid > 1) || command === '') return false;
  const line = commandLine(pid);
  return line.includes(command) && line.includes(data);
}

/**
 * By the state the system gives it, not by its command line, which is empty while the program is being loaded. One that
 * has ended but whose parent has not heard of it yet (Z) is not running. True where the system has no /proc to look at.
 */
export function isRunning(pid: number): boolean {
  if (!existsSync('/proc/self')) return true;
  try {
    // The name, in brackets, may hold anything.
    const state = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)\s*/s, '')[0];
    return state !== 'Z' && state !== 'X';
  } catch {
    return false;
  }
}

/** Empty when there is no such process, or none that this system lets us look at. */
function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
