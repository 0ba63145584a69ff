import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Deployment } from '#domain/ports/deployment.ts';
import { startDeployment } from '../store-region.ts';

let deployment: Deployment;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ deployment, stop } = await startDeployment());
});
afterAll(() => stop());

it('asks once for what is wanted twice: DynamoDB refuses a batch that names an item twice', async () => {
  const { fingerprints, files } = deployment.here;
  const [one, other] = ['a'.repeat(32), 'b'.repeat(32)];
  await fingerprints.put(one, { words: Uint32Array.of(1), duration: 1 }, 'test');
  const wanted = [one, other, one];
  expect([...(await fingerprints.get(wanted)).keys()]).toEqual([one]);
  expect(await files.byAcrIds(wanted)).toEqual([]);
});
