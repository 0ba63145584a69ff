import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postingsOf } from '#domain/dedup/look.ts';
import { filesScope } from '#domain/duplicates/clustering.ts';
import { repair } from '#domain/duplicates/repair.ts';
import { deleteFiles } from '#domain/files/deletion.ts';
import type { Deployment } from '#domain/ports/deployment.ts';
import type { File } from '#domain/ports/file.ts';
import { account, fileBucket, sweepAll, told } from '../catalogue.ts';
import { startDeployment } from '../store-region.ts';
import { itemsIn } from './damages.ts';
import { expectStars, idsOf, upload } from './stars.ts';

let deployment: Deployment;
let items: ReturnType<typeof itemsIn>;
let stop: () => Promise<void>;
beforeAll(async () => {
  const started = await startDeployment();
  ({ deployment, stop } = started);
  items = itemsIn(started);
});
afterAll(() => stop());

let accounts = 1000;
const groups = async (uid: number) => (await told(deployment, uid, 5, 'acoustic')).groups;

/**
 * Three files of two bytes as a version wrote them that united whatever had a member in common: one group of all, each
 * of them in the index, though the last is no duplicate of the first.
 */
async function united() {
  const uid = ++accounts;
  const bucketId = await fileBucket(deployment, uid);
  const names = ['old 0', 'old 70', 'old 140'];
  const files: File[] = [];
  for (const [i, name] of names.entries()) files.push(await upload(deployment, uid, bucketId, name, `f${i}`));
  const { here } = deployment;
  const group = (await groups(uid))[0]?.hash ?? '';
  const pk = `recordings#${uid}#${group}`;
  const fingerprints = await here.fingerprints.get(idsOf(...files));
  await items.remove(...(await items.heads('acoustic', uid)), ...(await items.members('acoustic', uid)));
  for (const acrId of idsOf(...files)) {
    const counted = { size: 2, isIndexed: true };
    await items.put({ pk, sk: `member#${acrId}` }, counted);
    await items.put({ pk: `recording#${acrId}`, sk: 'group' }, { group, ...counted });
    const words = fingerprints.get(acrId)?.words ?? new Uint32Array();
    await here.index.add(filesScope(uid), postingsOf(acrId, words));
  }
  await items.put({ pk, sk: 'head' }, { count: 3, sum: 6, largest: 2, indexed: 3, stamp: 'earlier' });
  const [listed] = await items.list('acoustic', uid);
  await items.remove(listed);
  const { keep: _, ...counts }: Record<string, unknown> = { ...listed, count: 3, footprint: 4 };
  const sk = String(listed?.['sk']).replace(/\d{10}/, (count) => String(Number(count) - 1).padStart(10, '0'));
  await items.put(counts, { sk });
  const [lane] = await items.lanes('acoustic', uid);
  await items.put(lane, { items: 3, bytes: 4 });
  return { uid, bucketId, files, group };
}

describe('a group that an earlier version united', () => {
  it('is told as it is until a further copy comes, and then becomes stars', async () => {
    const { uid, bucketId, files } = await united();
    expect(await told(deployment, uid, 5, 'acoustic')).toMatchObject({
      footprint: { groups: 1, items: 3, bytes: 4 },
      groups: [{ items: idsOf(...files), count: 3, fileSize: 2, footprint: 4 }],
    });
    const copy = await upload(deployment, uid, bucketId, 'old 0', 'f3');
    await sweepAll(deployment, 6);
    await expectStars(deployment, uid);
    const [a, b] = files;
    expect(await groups(uid)).toMatchObject([{ items: idsOf(a, b, copy), count: 3 }]);
  });

  it('becomes stars when one of its files is deleted', async () => {
    const { uid, bucketId, files } = await united();
    const [a, b, c] = files;
    await deleteFiles(deployment, account(uid), bucketId, [a?.id ?? 0]);
    await sweepAll(deployment, 6);
    await expectStars(deployment, uid);
    expect(await groups(uid)).toMatchObject([{ items: idsOf(b, c), count: 2 }]);
  });

  it('becomes stars by refrain repair', async () => {
    const { uid } = await united();
    await repair(deployment, uid, () => {});
    await sweepAll(deployment, 6);
    await expectStars(deployment, uid);
  });
});
