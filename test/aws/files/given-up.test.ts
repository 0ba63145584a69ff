import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBucket } from '#domain/buckets/buckets.ts';
import { postingsOf } from '#domain/dedup/look.ts';
import { filesScope } from '#domain/duplicates/clustering.ts';
import { addFile } from '#domain/files/adding.ts';
import { moveFiles } from '#domain/files/moves.ts';
import { processObject } from '#domain/files/processing.ts';
import { processAgain } from '#domain/files/redriving.ts';
import { type Deployment, regionOf } from '#domain/ports/deployment.ts';
import { GIVEN_UP } from '#domain/ports/file.ts';
import { sweep } from '#domain/sweeping.ts';
import { fingerprintNamed } from '../../faults/bucket-under-test.ts';
import { hearing } from '../hearing.ts';
import { caller, startDeployment } from '../store-region.ts';

let deployment: Deployment;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ deployment, stop } = await startDeployment());
});
afterAll(() => stop());

const wanted = { title: undefined, audioId: null, userDefined: {} } as const;
const upload = { name: 'Song.mp3', bytes: new Uint8Array(100) };

async function dying(): Promise<never> {
  throw new Error('out of memory');
}
const unheard = hearing(dying);

it.each([
  'at once',
  'by the sweeper',
])('of a recording that is given up nothing stays in the index: %s', async (when) => {
  const { here } = deployment;
  const bucket = { name: 'files', type: 'File', region: 'eu-west-1', netType: 1, labels: [] } as const;
  const { id } = await createBucket(deployment, caller, { ...bucket, metadataTemplate: null });
  const file = await addFile(deployment, caller, id, wanted, { dataType: 'audio', upload });
  const { words } = fingerprintNamed(`given up ${when}`, 300);
  const heard = hearing(async () => ({ words, duration: 40 }));
  const clusters = { ...here.clusters, found: dying };
  for (const minute of [1, 2, 3, 4, 5]) {
    // What the one before had announced has lapsed.
    const now = () => new Date(Date.now() + minute * 60_000);
    const failing: Deployment = { ...deployment, now, here: { ...here, clusters } };
    await expect(processObject(failing, heard, file.object)).rejects.toThrow('out of memory');
  }
  const keys = postingsOf(file.acrId, words).map(({ key }) => key);
  const left = async () => (await here.index.look(filesScope(caller.uid), keys, true)).length;
  expect(await left()).toBeGreaterThan(90);

  if (when === 'at once') await processObject(deployment, unheard, file.object);
  else {
    const dies = { ...deployment, here: { ...here, index: { ...here.index, remove: dying } } };
    await expect(processObject(dies, unheard, file.object)).rejects.toThrow('out of memory');
    await sweep(deployment, (_, error) => expect.fail(String(error)));
  }
  expect(await here.files.byAcrId(file.acrId)).toMatchObject({ state: -1 });
  expect(await left()).toBe(0);
  expect(await here.fingerprints.get([file.acrId])).toEqual(new Map());
});

it('a recording that moved to another region and is processed again is not taken for an upload that never came', async () => {
  const bucketIn = async (region: string) =>
    (
      await createBucket(deployment, caller, {
        ...{ name: 'files', type: 'File', region, netType: 1, labels: [] },
        metadataTemplate: null,
      })
    ).id;
  const [a, b] = [await bucketIn('eu-west-1'), await bucketIn('us-west-2')];
  const file = await addFile(deployment, caller, a, wanted, { dataType: 'audio', upload });
  for (let attempt = 0; attempt < 5; attempt++)
    await expect(processObject(deployment, unheard, file.object)).rejects.toThrow('out of memory');
  await processObject(deployment, unheard, file.object);
  await moveFiles(deployment, caller, b, [file.id]);
  await processObject(deployment, unheard, file.object);
  const there = regionOf(deployment, b);
  const moved = await there.files.byAcrId(file.acrId);
  expect(moved).toMatchObject({ state: -1, error: GIVEN_UP });
  const seenThere: Deployment = { ...deployment, here: there };
  expect(await processAgain(seenThere, moved?.object ?? '')).toBe(true);
  for (const minutes of [30, 300]) {
    const now = () => new Date(Date.now() + minutes * 60_000);
    await sweep({ ...seenThere, now }, (_, error) => expect.fail(String(error)));
  }
  expect(await there.files.byAcrId(file.acrId)).toMatchObject({ state: 0 });
  const heard = hearing(async () => ({ words: fingerprintNamed('moved', 300).words, duration: 40 }));
  await processObject(seenThere, heard, moved?.object ?? '');
  expect(await there.files.byAcrId(file.acrId)).toMatchObject({ state: 1 });
});
