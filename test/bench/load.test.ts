import { expect, it } from 'vitest';
import { simulate } from '../../bench/load/simulation.ts';

it('a short run of the load simulation brings every upload to state 1, announced once or twice, and leaves nothing', async () => {
  const limits = { writes: 2000, reads: 40_000 };
  const scenario = { files: 20, rate: 50, workers: 6, listening: 0.2, limits, speed: 1, note: () => {} };
  const { ready, failed, dead, mostAnnounced, todosLeft, load } = await simulate(scenario);
  expect([ready.length, failed, dead, todosLeft]).toEqual([20, 0, 0, 0]);
  expect(mostAnnounced).toBeLessThanOrEqual(2);
  // A file writes some 140 units, as on AWS.
  const asked = [...load.values()].reduce((sum, second) => sum + second.served, 0) / 20;
  expect(asked).toBeGreaterThan(120);
  expect(asked).toBeLessThan(170);
}, 60_000);
