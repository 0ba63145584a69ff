import { expect, it } from 'vitest';
import { contractPage, promises } from './table.ts';
import { readWitnessed } from './witnessed.ts';

// Of the tests over HTTP that ran just before: run the projects api and contract whole.
const rows = promises(readWitnessed());

it('has a test for every route, status and field', () => {
  expect(
    rows.filter(({ tests }) => tests.length === 0).map(({ operation, what }) => `${operation} ${what}`),
  ).toEqual([]);
});

it('is what docs/contract.md says (npm run docs writes it)', async () => {
  await expect(contractPage(rows)).toMatchFileSnapshot('../../docs/contract.md');
});
