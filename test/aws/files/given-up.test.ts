import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBucket } from '#domain/buckets/buckets.ts';
import { postingsOf } from '#domain/dedup/look.ts';
import { filesScope } from '#domain/duplicates/clustering.ts';
import { addFile } from '#domain/files/adding.ts';
import { processObject } from '#domain/files/processing.ts';
import type { Deployment } from '#domain/ports/deployment.ts';
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
