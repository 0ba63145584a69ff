import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Refusal } from './refusal.ts';

const execute = promisify(execFile);
const MOST_OUTPUT = 64 * 1024 * 1024;

/** Runs a program without a shell, at low priority; both outputs. Rejects with what it said. */
export async function run(program: string, args: readonly string[]): Promise<{ out: string; err: string }> {
  const { stdout, stderr } = await execute(program, [...args], { maxBuffer: MOST_OUTPUT });
  return { out: stdout, err: stderr };
}

/** The first lines of the versions of the programs the benchmark needs. Rejects with Refusal when one is missing. */
export async function programVersions(): Promise<string[]> {
  const version = async (program: string, flag: string, from: string) => {
    const { out } = await run(program, [flag]).catch((cause) => {
      throw new Refusal(`The benchmark needs ${program} on this machine (${from}): ${cause.message}`);
    });
    return out.split('\n')[0] ?? '';
  };
  return [
    await version('ffmpeg', '-version', 'Debian: apt-get install ffmpeg'),
    await version('ffprobe', '-version', 'Debian: apt-get install ffmpeg'),
    await version('fpcalc', '-version', 'Debian: apt-get install libchromaprint-tools'),
  ];
}
