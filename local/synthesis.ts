import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Refusal } from './run/refusal.ts';

/** A region's stack as CloudFormation would get it. */
export interface RegionTemplate {
  readonly region: string;
  readonly stack: string;
  readonly template: unknown;
}

/**
 * The CDK app's templates, made in memory without bundling. In a process of its own, so that the hundreds of
 * megabytes the CDK takes go with it. It writes what it must into a folder of its own below this one, and removes that: a run
 * that was killed may still be at it. Rejects with a Refusal for a wrong setting in `context`.
 */
export function synthesise(
  folder: string,
  context: Readonly<Record<string, unknown>> = {},
): Promise<RegionTemplate[]> {
  const outdir = join(folder, randomUUID());
  return new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, 'synthesis-process.ts'), [outdir, JSON.stringify(context)], {
      execArgv: [],
      // `cdk synth` holds the templates against CloudFormation's schemas, in three times the time of all else.
      env: { ...process.env, CDK_VALIDATION: 'false' },
    });
    child.once('message', (templates) => {
      if (Array.isArray(templates)) resolve(templates);
      else reject(new Refusal(String(templates)));
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error('The CDK app gave no templates.')));
  });
}
