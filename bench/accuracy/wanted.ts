import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Refusal } from './refusal.ts';

const USAGE = 'npm run bench:accuracy -- --music DIR [--tracks N] [--work DIR] [--jobs N]';

/** What was asked for on the command line. */
export interface Wanted {
  readonly music: string;
  /** Tracks taken of the folder; all of them without it. */
  readonly tracks: number;
  /** Where the variants are kept from run to run. */
  readonly work: string;
  readonly jobs: number;
}

export function readWanted(args: readonly string[]): Wanted {
  const options = {
    music: { type: 'string' },
    tracks: { type: 'string' },
    work: { type: 'string', default: join('.refrain', 'bench-accuracy') },
    jobs: { type: 'string', default: String(availableParallelism()) },
  } as const;
  let values: { music?: string; tracks?: string; work: string; jobs: string };
  try {
    values = parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new Refusal(`${(error as Error).message}\nUsage: ${USAGE}`);
  }
  const { music, tracks, work, jobs } = values;
  if (!music) throw new Refusal(`Name a folder of music with --music.\nUsage: ${USAGE}`);
  return { music, work, tracks: tracks ? count('tracks', tracks) : Infinity, jobs: count('jobs', jobs) };
}

function count(name: string, value: string): number {
  if (!/^[1-9]\d{0,5}$/.test(value)) throw new Refusal(`--${name} is a number from 1, not ${value}.`);
  return Number(value);
}
