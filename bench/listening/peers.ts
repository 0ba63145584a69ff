import { run } from '../accuracy/programs.ts';

/** Seconds of processor, user and system, that a program took, by the shell's own clock; how it ended does not matter. */
export async function cpuOf(program: string, ...args: string[]): Promise<number> {
  const timed = 'TIMEFORMAT="%U %S"; time "$@" >/dev/null 2>&1; exit 0';
  const { err } = await run('bash', ['-c', timed, 'bash', program, ...args]);
  const [user = Number.NaN, system = Number.NaN] = err.trim().split(' ').map(Number);
  return user + system;
}
