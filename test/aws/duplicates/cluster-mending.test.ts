import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deleteBucket } from '#domain/buckets/buckets.ts';
import { enter } from '#domain/duplicates/clustering.ts';
import { mendCluster } from '#domain/duplicates/mending.ts';
import { addFile } from '#domain/files/adding.ts';
import { deleteFiles } from '#domain/files/deletion.ts';
import { moveFiles } from '#domain/files/moves.ts';
import { processObject } from '#domain/files/processing.ts';
import type { Deployment, Region } from '#domain/ports/deployment.ts';
import type { File } from '#domain/ports/file.ts';
import { APART } from '../../extent.ts';
import { account, audioOf, fileBucket, seenFrom, sweepAll, told, wantedFile } from '../catalogue.ts';
import { mortal, untilKilled } from '../mortal.ts';
import { startDeployment } from '../store-region.ts';
import { expectStars, heardAs, idsOf, postingsIn, upload as uploadTo } from './stars.ts';

let deployment: Deployment;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ deployment, stop } = await startDeployment());
});
afterAll(() => stop());

let accounts = 950;
const newAccount = () => ++accounts;
const upload = (uid: number, bucketId: number, name: string) => uploadTo(deployment, uid, bucketId, name);
const groups = async (uid: number) => (await told(deployment, uid, 5, 'acoustic')).groups;

/** The deployment in the hands of a process to which something happens before its first call of a store's method. */
function interrupted<S extends 'files' | 'index' | 'clusters'>(
  { regions, here, ...rest }: Deployment,
  store: S,
  method: keyof Region[S] & string,
  happening: () => Promise<unknown>,
): Deployment {
  let isFirst = true;
  const theirs = regions.map((region): Region => {
    const stored = region[store] as unknown as Record<string, (...args: unknown[]) => unknown>;
    const late = async (...args: unknown[]) => {
      if (isFirst) {
        isFirst = false;
        await happening();
      }
      return stored[method]?.(...args);
    };
    return { ...region, [store]: { ...stored, [method]: late } };
  });
  return { ...rest, here: theirs[regions.indexOf(here)] as Region, regions: theirs };
}

describe('clusters that lose a file', () => {
  it('count a file again that comes back, its new bucket gone', async () => {
    const uid = newAccount();
    const bucketId = await fileBucket(deployment, uid);
    const [a, b] = [await upload(uid, bucketId, 'return'), await upload(uid, bucketId, 'return')];
    for (let nth = 0; nth < 14; nth += APART) {
      const away = await fileBucket(deployment, uid, 'us-west-2');
      const hands = mortal(deployment, nth, 'after');
      await untilKilled(moveFiles(hands, account(uid), away, [a.id]));
      const isGone = await deleteBucket(deployment, account(uid), away).then(
        () => true,
        () => false,
      );
      await sweepAll(deployment, 6);
      expect(await groups(uid)).toMatchObject(isGone ? [{ items: idsOf(a, b) }] : []);
      if (!isGone) await moveFiles(deployment, account(uid), bucketId, [a.id]);
      await sweepAll(deployment, 6);
      expect(await groups(uid)).toMatchObject([{ items: idsOf(a, b) }]);
      await expectStars(deployment, uid);
    }
  }, 120_000);

  it('are whole again after their centre went, wherever its deleter died', async () => {
    const uid = newAccount();
    const bucketId = await fileBucket(deployment, uid);
    const names = ['left 70', 'left 0', 'left 140', 'left 0 flac'];
    const files = [];
    for (const name of names) files.push(await upload(uid, bucketId, name));
    for (let nth = 0, died = 'killed'; died === 'killed'; nth += APART) {
      files.push(await upload(uid, bucketId, names[nth % names.length] ?? ''));
      const { clusters } = deployment.here;
      const largest = (await groups(uid))[0]?.hash ?? '';
      const [cluster] = await clusters.get(uid, [largest]);
      const centre = files.find(({ acrId }) => acrId === cluster?.centre);
      const gone = [centre?.id ?? 0];
      died = await untilKilled(deleteFiles(mortal(deployment, nth, 'after'), account(uid), bucketId, gone));
      await sweepAll(deployment, 6);
      await expectStars(deployment, uid);
      const isLeft = (await deployment.here.files.find(bucketId, gone)).length > 0;
      if (isLeft) await deleteFiles(deployment, account(uid), bucketId, gone);
      expect(nth).toBeLessThan(120);
    }
  }, 120_000);

  it('know of a file not yet ready what was heard of it, when they lose their centre', async () => {
    const uid = newAccount();
    const bucketId = await fileBucket(deployment, uid);
    const centre = await upload(uid, bucketId, 'worth');
    const lossless = await addFile(deployment, account(uid), bucketId, wantedFile, audioOf('worth 0 flac'));
    const dying = interrupted(deployment, 'files', 'settle', () => Promise.reject(new Error('killed')));
    await expect(processObject(dying, heardAs('worth 0 flac'), lossless.object)).rejects.toThrow('killed');
    await upload(uid, bucketId, 'worth');
    await deleteFiles(deployment, account(uid), bucketId, [centre.id]);
    await processObject(deployment, heardAs('worth 0 flac'), lossless.object);
    expect(await groups(uid)).toMatchObject([{ count: 2, keep: lossless.acrId }]);
    await expectStars(deployment, uid);
  });

  it('take in none that was deleted while they were mended', async () => {
    const uid = newAccount();
    const { here } = deployment;
    const bucketId = await fileBucket(deployment, uid);
    const [stays, goes] = [await upload(uid, bucketId, 'late'), await upload(uid, bucketId, 'late')];
    const cluster = (await here.clusters.find(idsOf(stays))).get(stays.acrId)?.cluster ?? '';
    const [member] = (await here.clusters.members(uid, cluster)).filter(({ acrId }) => acrId === goes.acrId);
    const recording = (await here.fingerprints.get(idsOf(goes))).get(goes.acrId);
    await deleteFiles(deployment, account(uid), bucketId, [goes.id]);
    if (!member || !recording) throw new Error('It was a member.');
    expect(await enter(here, { uid, member, recording, file: undefined }, deployment.now)).toBe(false);
    await expectStars(deployment, uid);
    expect((await here.clusters.find(idsOf(goes))).size).toBe(0);
  });

  it('are mended by two at once, and by one while the members go', async () => {
    const uid = newAccount();
    const bucketId = await fileBucket(deployment, uid);
    const files: File[] = [];
    for (const name of ['two 70', 'two 0', 'two 140', 'two 0', 'two 140', 'two 70'])
      files.push(await upload(uid, bucketId, name));
    const [centre, , , last, ...rest] = files;
    const cluster = (await deployment.here.clusters.find(idsOf(centre))).get(centre?.acrId ?? '')?.cluster;
    const mend = () => mendCluster(deployment.here, uid, cluster ?? '', deployment.now);
    const hands = interrupted(deployment, 'clusters', 'members', async () => {
      await Promise.all([mend(), mend(), deleteFiles(deployment, account(uid), bucketId, [last?.id ?? 0])]);
    });
    await deleteFiles(hands, account(uid), bucketId, [centre?.id ?? 0]);
    await expectStars(deployment, uid);
    expect((await groups(uid)).flatMap(({ items }) => items)).toEqual(
      expect.arrayContaining(idsOf(...rest.slice(1))),
    );
  });

  it('leave nothing in the index of a file that is deleted while a move brings it', async () => {
    const uid = newAccount();
    const [here, there] = [await fileBucket(deployment, uid), await fileBucket(deployment, uid, 'us-west-2')];
    const file = await upload(uid, here, 'brief');
    await moveFiles(deployment, account(uid), there, [file.id]);
    const whenEntered = interrupted(deployment, 'index', 'add', () =>
      deleteFiles(deployment, account(uid), there, [file.id]),
    );
    await processObject(whenEntered, heardAs('brief'), file.object);
    expect(await postingsIn(seenFrom(deployment, 'us-west-2'), uid, 'brief')).toEqual(new Set());
  });
});
