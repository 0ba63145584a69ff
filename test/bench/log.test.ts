import { expect, it } from 'vitest';
import { explore, planted } from '../../bench/log/model.ts';

it.each(
  planted,
)('the announced log commits one of two equal recordings, unless something is left out: %s', (left) => {
  const { states, violations } = explore(left);
  expect(states).toBeGreaterThan(500);
  expect(violations > 0).toBe(left !== 'nothing');
});
