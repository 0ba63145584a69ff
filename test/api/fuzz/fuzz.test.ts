import { expect, inject, it } from 'vitest';
import { fuzz } from './run.ts';

/** `npm run fuzz:requests` sends others, as many as it is told. */
const COUNT = 150;

it('hostile requests are refused in a sentence: nothing is our fault, and no trace is told', async () => {
  const { faults, requests } = await fuzz(inject('endpoints')['eu-west-1'] ?? '', inject('token'), COUNT, 1);
  expect(faults).toEqual([]);
  expect(requests).toBe(COUNT);
});
