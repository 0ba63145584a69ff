import { appendFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect } from 'vitest';
import { type Witnessed, witnessFile } from '../contract/witnessed.ts';

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
