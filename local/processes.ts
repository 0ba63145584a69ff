import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** An engine that runs as a process of its own. */
export interface Engine {
  readonly port: number;
  /** Resolves when it has ended. */
  close(): Promise<void>;
}

/**
 * A shell that starts the engine, tells its pid, and kills it when our end of the pipe closes: by us, or by the
 * system when we are killed with -9. In a session of its own, so that Ctrl-C in the terminal reaches only us and the
 * engine serves until we have finished.
 */
const watcher = `"$0" "$@" </dev/null & child=$!; echo "$child"; read -r _; kill -9 "$child" 2>/dev/null; wait "$child" 2>/dev/null`;

/** Starts `command`, whose arguments hold `pidFile`'s folder; an engine left by an earlier run is ended first. */
export async function startEngine(
  command: string,
  args: readonly string[],
  port: number,
  pidFile: string,
): Promise<Engine> {
  await endStale(pidFile, command);
  const shell = spawn('/bin/sh', ['-c', watcher, command, ...args], {
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ended = once(shell, 'exit');
  // The pid first, then whatever the engine says, which must be drained or it would block.
  const [first] = await Promise.race([once(shell.stdout, 'data'), ended.then(() => [''])]);
  shell.stdout.resume();
  shell.stdin.on('error', () => {});
  writeFileSync(pidFile, JSON.stringify({ pid: Number(String(first).split('\n')[0]), command }));
  await answering(port, shell, command);
  return {
    port,
    close: async () => {
      shell.stdin.end();
      await ended;
      rmSync(pidFile, { force: true });
    },
  };
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

/** Any HTTP answer will do: it is up when it speaks. */
async function answering(port: number, shell: ChildProcess, command: string): Promise<void> {
  for (let i = 0; i < 600; i++) {
    if (shell.exitCode !== null) break;
    try {
      await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(2000) });
      return;
    } catch {
      await delay(i < 50 ? 10 : 50);
    }
  }
  shell.stdin?.end();
  throw new Error(`The engine ${command} did not start.`);
}

/** Ends what the pid file names, if that process still is the engine: pids are used again. */
async function endStale(pidFile: string, command: string): Promise<void> {
  const pid = recordedPid(pidFile, command);
  if (pid === undefined) return;
  for (
    let i = 0;
    i < 200 && commandLine(pid).includes(command) && commandLine(pid).includes(pidFile.replace(/\.pid$/, ''));
    i++
  ) {
    if (i === 20) process.kill(pid, 'SIGKILL');
    await delay(20);
  }
}

function recordedPid(pidFile: string, command: string): number | undefined {
  try {
    const recorded: unknown = JSON.parse(readFileSync(pidFile, 'utf8'));
    if (typeof recorded !== 'object' || recorded === null || !('pid' in recorded) || !('command' in recorded))
      return undefined;
    return recorded.command === command && typeof recorded.pid === 'number' && recorded.pid > 1
      ? recorded.pid
      : undefined;
  } catch {
    return undefined;
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
