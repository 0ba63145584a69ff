import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Use } from '#local/iam/authority.ts';

/** Rights of functions that the tests over HTTP have made use of, a line each. */
const file = join(import.meta.dirname, '../../node_modules/.cache/refrain/used-rights.jsonl');

/** For the local deployment that the tests share: notes each right once, when it is first used. */
export function usedRights(): (use: Use) => void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '');
  const known = new Set<string>();
  return (use) => {
    const line = JSON.stringify(use);
    if (known.has(line)) return;
    known.add(line);
    appendFileSync(file, `${line}\n`);
  };
}

export const readUsedRights = (): Use[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
