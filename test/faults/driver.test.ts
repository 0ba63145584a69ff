import { expect, it } from 'vitest';
import { drive } from '../../bench/faults/driver.ts';
import { isWhole } from '../extent.ts';

/** `npm run bench:faults` runs others, thousands of them, and finds planted bugs out. */
const OPERATIONS = isWhole ? 40 : 20;

it('uploads, moves, deletes, dedup inserts and dumps outlive failing stores and dying processes', async () => {
  const ledger = await drive({ operations: OPERATIONS, seed: 1 });
  expect(ledger.violations).toEqual([]);
  expect(ledger.acknowledged).toBeGreaterThan(OPERATIONS / 4);
});
