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

/** The paths of the fields in an answer: `data[].id`. */
export function pathsOf(value: unknown, prefix = ''): string[] {
  if (Array.isArray(value))
    return [prefix, ...new Set(value.flatMap((item) => pathsOf(item, `${prefix}[]`)))];
  // Of bytes each would be a field.
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [prefix];
  const within = Object.entries(value).flatMap(([name, item]) =>
    pathsOf(item, prefix ? `${prefix}.${name}` : name),
  );
  return [prefix, ...within];
}
