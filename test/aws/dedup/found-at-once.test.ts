import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBucket } from '#domain/buckets/buckets.ts';
import { addDedupFile } from '#domain/dedup/adding.ts';
import { withHearings } from '#domain/dedup/hearing.ts';
import { identify } from '#domain/duplicates/identify.ts';
import type { Recording } from '#domain/ports/audio.ts';
import type { Deployment } from '#domain/ports/deployment.ts';
import { fingerprintNamed } from '../../faults/bucket-under-test.ts';
import { caller, startDeployment } from '../store-region.ts';

let deployment: Deployment;
let stop: () => Promise<void>;
let bucketId = 0;
beforeAll(async () => {
  ({ deployment, stop } = await startDeployment());
  const wanted = { name: 'unique', type: 'DedupFile', region: 'eu-west-1', netType: 1, labels: [] } as const;
  bucketId = (await createBucket(deployment, caller, { ...wanted, metadataTemplate: null })).id;
  const fingerprint = fingerprintNamed('known', 400);
  await addDedupFile(deployment, caller, bucketId, { trackId: 'known', fingerprint, keep: true });
});
afterAll(() => stop());

/** As audio is listened to: how it sounds otherwise is worked out when it is asked for. */
function listenedTo(name: string) {
  const asked = { times: 0 };
  const recording: Recording = {
    ...fingerprintNamed(name, 400),
    get others() {
      asked.times++;
      return [];
    },
  };
  return { asked, recording };
}

it.each([
  ['known', 0],
  ['unknown', 1],
])('audio of a recording that is %s is heard otherwise %i times', async (name, times) => {
  const inserted = listenedTo(name);
  const fingerprint = withHearings(inserted.recording, []);
  const { tracks } = await addDedupFile(deployment, caller, bucketId, {
    trackId: 'copy',
    fingerprint,
    keep: false,
  });
  expect([tracks, inserted.asked.times]).toEqual([times ? [] : ['known'], times]);

  const sample = listenedTo(name);
  const hits = await identify(deployment, caller, bucketId, sample.recording, 10);
  expect([hits.map(({ id }) => id), sample.asked.times]).toEqual([times ? [] : ['known'], times]);
});
