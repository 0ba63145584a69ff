import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What one assertion of one test over HTTP has shown. */
export interface Witnessed {
  readonly test: string;
  /** Or `$default`, for a path or method that no route has. */
  readonly operation: string;
  readonly status: number;
  /** Fields that were sent with a call that succeeded. */
  readonly sent: readonly string[];
  /** Fields that the answer had. */
  readonly answered: readonly string[];
  /** Fields that a 422 named. */
  readonly named: readonly string[];
}

/** The tests over HTTP run in several processes; each adds its lines here. */
export const witnessFile = join(import.meta.dirname, '../../node_modules/.cache/refrain/witnessed.jsonl');

export function forgetWitnessed(): void {
  mkdirSync(dirname(witnessFile), { recursive: true });
  writeFileSync(witnessFile, '');
}

export const readWitnessed = (): Witnessed[] =>
  readFileSync(witnessFile, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
