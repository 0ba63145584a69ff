import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const root = join(import.meta.dirname, '../..');

/** A Node process running one of our files. */
export interface Running {
  readonly process: ChildProcess;
  /** All it has printed so far, on both. */
  output(): string;
  /** Resolves with the first match of the pattern in what it prints; rejects when it ends before. */
  printed(pattern: RegExp): Promise<string>;
  /** Resolves with its exit code. */
  ended(): Promise<number | null>;
}

export function runNode(file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  return running(spawn(process.execPath, [join(root, file), ...args], { env: { ...process.env, ...env } }));
}

/** Whether this user may mount a disk that only a process of his sees. */
export const mayMount = () => spawnSync('unshare', ['-rm', 'true']).status === 0;

/** With a disk of so many bytes mounted at `disk`, which nobody else sees and which goes with the process. */
export function runNodeWithDisk(disk: string, bytes: number, file: string, args: readonly string[]): Running {
  const mounting = `mount -t tmpfs -o size=${bytes},mode=700 none "$TMPDIR" && exec "$@"`;
  const node = [process.execPath, join(root, file), ...args];
  const options = { env: { ...process.env, TMPDIR: disk } };
  return running(spawn('unshare', ['-rm', 'sh', '-c', mounting, 'sh', ...node], options));
}

/** `npm start` as a shell runs it, in a process group of its own. */
export function npmStart(args: readonly string[], env: NodeJS.ProcessEnv): Running {
  const options = { cwd: root, detached: true, env: { ...process.env, ...env } };
  return running(spawn('npm', ['start', '--', ...args], options));
}

function running(child: ChildProcessWithoutNullStreams): Running {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += String(chunk);
    });
  }
  const exit = once(child, 'close');
  return {
    process: child,
    output: () => output,
    printed: async (pattern) => {
      for (;;) {
        const found = pattern.exec(output)?.[0];
        if (found) return found;
        if (child.exitCode !== null) throw new Error(`It ended:\n${output}`);
        await delay(10);
      }
    },
    ended: async () => {
      await exit;
      return child.exitCode;
    },
  };
}

/** Whether the process is there, or only its remains. */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
