import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Refusal } from './refusal.ts';

const USAGE = 'npm run bench:accuracy -- --music DIR [--part NAME,…] [--tracks N] [--work DIR] [--jobs N]';

/** What was asked for on the command line. */
export interface Wanted {
  readonly music: string;
  /** Tracks taken of the folder; all of them without it. */
  readonly tracks: number;
  /** Where the variants are kept from run to run. */
  readonly work: string;
  readonly jobs: number;
  /** Names of the parts that are run. */
  readonly parts: readonly string[];
}

/** `known`: the names of all parts. Throws Refusal. */
export function readWanted(args: readonly string[], known: readonly string[]): Wanted {
  const options = {
    music: { type: 'string' },
    tracks: { type: 'string' },
    part: { type: 'string', default: known.join(',') },
    work: { type: 'string', default: join('.refrain', 'bench-accuracy') },
    jobs: { type: 'string', default: String(availableParallelism()) },
  } as const;
  let values: { music?: string; tracks?: string; part: string; work: string; jobs: string };
  try {
    values = parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new Refusal(`${(error as Error).message}\nUsage: ${USAGE}`);
  }
  const { music, tracks, part, work, jobs } = values;
  if (!music) throw new Refusal(`Name a folder of music with --music.\nUsage: ${USAGE}`);
  const parts = part.split(',');
  const strange = parts.find((name) => !known.includes(name));
  if (strange) throw new Refusal(`There is no part ${strange}: there are ${known.join(', ')}.`);
  const most = tracks ? count('tracks', tracks) : Number.POSITIVE_INFINITY;
  return { music, work, parts, tracks: most, jobs: count('jobs', jobs) };
}

function count(name: string, value: string): number {
  if (!/^[1-9]\d{0,5}$/.test(value)) throw new Refusal(`--${name} is a number from 1, not ${value}.`);
  return Number(value);
}
