import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Conflict, NotFound } from '#domain/errors.ts';
import { addFile } from '#domain/files/adding.ts';
import { deleteFiles } from '#domain/files/deletion.ts';
import { moveFiles } from '#domain/files/moves.ts';
import { processObject } from '#domain/files/processing.ts';
import type { Deployment } from '#domain/ports/deployment.ts';
import type { File } from '#domain/ports/file.ts';
import { some } from '../../extent.ts';
import {
  account,
  audioOf,
  fileBucket,
  seenFrom,
  sweepAll,
  told,
  unusable,
  wantedFile,
} from '../catalogue.ts';
import { mortal, untilKilled } from '../mortal.ts';
import { startDeployment } from '../store-region.ts';
import { expectStars, heardAs } from './stars.ts';

let deployment: Deployment;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ deployment, stop } = await startDeployment());
});
afterAll(() => stop());

let accounts = 3000;

// `q` and `q 140` have too little in common; `q 70` is the same as both.
const name = fc.constantFrom('p', 'q', 'q 70', 'q 70 flac', 'q 140', 'q 140 flac', 'r');
const dies = fc.option(fc.record({ nth: fc.nat(30), when: fc.constantFrom('before', 'after') }), { freq: 2 });
const operation = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('upload'), name, usable: fc.nat(9), dies }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete'), which: fc.nat(), dies }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('move'), which: fc.nat(), to: fc.nat(2), dies }) },
);
type Operation = typeof operation extends fc.Arbitrary<infer O> ? O : never;
const batches = fc.array(fc.array(operation, { minLength: 1, maxLength: 5 }), { minLength: 3, maxLength: 7 });

it('groups and totals are those of a count from scratch, after whatever happened and whoever died', async () => {
  await fc.assert(
    fc.asyncProperty(batches, async (run) => {
      const uid = ++accounts;
      const regions = ['eu-west-1', 'eu-west-1', 'us-west-2'];
      const buckets = await Promise.all(regions.map((region) => fileBucket(deployment, uid, region)));
      const made: { file: File; name: string }[] = [];
      const perform = async (step: Operation) => {
        const hands = step.dies
          ? mortal(deployment, step.dies.nth, step.dies.when as 'before' | 'after')
          : deployment;
        const chosen = 'which' in step ? made[step.which % made.length] : undefined;
        if ('name' in step) {
          const file = await addFile(hands, account(uid), buckets[0] ?? 0, wantedFile, audioOf(step.name));
          made.push({ file, name: step.name });
          return processObject(hands, step.usable > 0 ? heardAs(step.name) : unusable, file.object);
        }
        if (!chosen) return;
        if ('to' in step) {
          await moveFiles(hands, account(uid), buckets[step.to] ?? 0, [chosen.file.id]).catch(expected);
          return processObject(hands, heardAs(chosen.name), chosen.file.object);
        }
        for (const bucketId of buckets)
          await deleteFiles(hands, account(uid), bucketId, [chosen.file.id]).catch(expected);
      };
      for (const batch of run) {
        await Promise.all(batch.map((step) => untilKilled(perform(step))));
        for (const region of new Set(regions)) await addsUp(seenFrom(deployment, region), uid);
      }
      for (const minutes of [6, 12]) await sweepAll(deployment, minutes);
      // Claims of the dead have lapsed by now.
      for (const { file, name } of made)
        for (const region of new Set(regions))
          await processObject(seenFrom(deployment, region, 20), heardAs(name), file.object);
      await sweepAll(deployment, 30);
      for (const region of new Set(regions)) await expectStars(seenFrom(deployment, region), uid);
    }),
    { numRuns: some(5), endOnFailure: true },
  );
}, 300_000);

/** Whatever is under way, the totals are those of the list, and a group has the items that it counts. */
async function addsUp(where: Deployment, uid: number) {
  const { groups, footprint } = await told(where, uid, 4, 'acoustic');
  for (const { items, count, keep } of groups) {
    expect(items).toHaveLength(count);
    expect(items).toContain(keep);
  }
  expect(footprint).toEqual({
    groups: groups.length,
    items: groups.reduce((sum, { count }) => sum + count, 0),
    bytes: groups.reduce((sum, group) => sum + group.footprint, 0),
  });
}

const expected = (error: unknown) => {
  if (!(error instanceof NotFound || error instanceof Conflict)) throw error;
};
