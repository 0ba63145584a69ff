import { appendFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'vitest';

/** What one assertion of one test over HTTP has shown; test/contract.test.ts makes the table of them. */
export interface Witnessed {
  readonly test: string;
  /** Or `$default`, for a path or method that no route has. */
  readonly operation: string;
  readonly status: number;
  /** Fields that were sent with a call that succeeded. */
  readonly sent: readonly string[];
  /** Fields that the answer had, with a value. */
  readonly answered: readonly string[];
  /** Fields that a 422 named. */
  readonly named: readonly string[];
}

export const witnessFile = join(import.meta.dirname, '../../node_modules/.vite/witnessed.jsonl');

/** Notes what the running test has just asserted. Nothing is noted outside of tests. */
export function witness(shown: Omit<Witnessed, 'test'>): void {
  const { currentTestName, testPath } = expect.getState();
  if (!currentTestName || !testPath) return;
  const test = `${basename(testPath, '.test.ts')}: ${currentTestName.replaceAll(' > ', ' ')}`;
  appendFileSync(witnessFile, `${JSON.stringify({ test, ...shown } satisfies Witnessed)}\n`);
}

/** The paths at which an answer has a value: `data[].id`; an empty text, list or object is none. */
export function pathsOf(value: unknown, prefix = ''): string[] {
  if (value === null || value === undefined || value === '') return [];
  if (Array.isArray(value)) {
    const within = [...new Set(value.flatMap((item) => pathsOf(item, `${prefix}[]`)))];
    return value.length === 0 ? [] : [prefix, ...within].filter(Boolean);
  }
  if (typeof value !== 'object') return prefix ? [prefix] : [];
  const within = Object.entries(value).flatMap(([name, item]) =>
    pathsOf(item, prefix ? `${prefix}.${name}` : name),
  );
  return within.length === 0 || !prefix ? within : [prefix, ...within];
}
