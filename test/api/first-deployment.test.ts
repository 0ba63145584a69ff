import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, inject, test } from 'vitest';

const script = fileURLToPath(new URL('../../docs/first-deployment.sh', import.meta.url));
const run = (...args: string[]) => promisify(execFile)('bash', [script, ...args]);

test('docs/first-deployment.sh passes against the local run, by the ten lines of the docs', async () => {
  const { stdout } = await run(String(inject('endpoints')['eu-west-1']), inject('token'));
  const lines = stdout.trim().split('\n');
  expect(lines.at(-1)).toBe('All 10 answers are as they should be.');
  const docs = readFileSync(new URL('../../docs/deploying.md', import.meta.url), 'utf8');
  const rows = docs.split('## The first deployment')[1]?.match(/^\| \d+ \|/gm) ?? [];
  expect(rows).toHaveLength(10);
  expect(lines.filter((line) => line.startsWith('ok '))).toHaveLength(10);
}, 300_000);

test('it says which answer was another one, and ends with 1', async () => {
  const refused = run(String(inject('endpoints')['eu-west-1']), 'rf1_of-nobody');
  await expect(refused).rejects.toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^FAILED 4\. an upload reaches the worker.* expected 1, got /m),
  });
}, 300_000);
