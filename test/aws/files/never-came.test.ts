import { afterAll, beforeAll, expect, it } from 'vitest';
import { addFile } from '#domain/files/adding.ts';
import { updateFile } from '#domain/files/files.ts';
import { processObject } from '#domain/files/processing.ts';
import { processAgain, reopen } from '#domain/files/redriving.ts';
import type { AudioSource } from '#domain/ports/audio.ts';
import type { Deployment } from '#domain/ports/deployment.ts';
import { type File, NEVER_CAME } from '#domain/ports/file.ts';
import { inboxKey } from '#domain/ports/objects.ts';
import { allFiles, audioOf, fileBucket, heard, sweepAll, wantedFile } from '../catalogue.ts';
import { caller, startDeployment } from '../store-region.ts';

let deployment: Deployment;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ deployment, stop } = await startDeployment());
});
afterAll(() => stop());

/** A process that dies with the record written and the object not, and does not clean up any more. */
async function halfAdded(bucketId: number): Promise<string> {
  let acrId = '';
  const die = async () => {
    throw new Error('died');
  };
  const { here } = deployment;
  const dying = {
    ...here,
    objects: { ...here.objects, put: die },
    files: { ...here.files, remove: die },
  };
  const note = async (about: Readonly<Record<string, unknown>>) => {
    acrId = String(about['acrId']);
  };
  const attempt = { noted: undefined, note };
  const work = { ...deployment, here: dying, regions: [dying, ...deployment.regions.slice(1)] };
  await expect(
    addFile(work, caller, bucketId, wantedFile, audioOf('bytes that never come'), attempt),
  ).rejects.toThrow('died');
  return acrId;
}

it('a record whose bytes never came is closed within two minutes', async () => {
  const bucketId = await fileBucket(deployment, caller.uid);
  await halfAdded(bucketId);
  expect(await allFiles(deployment, caller.uid)).toMatchObject([{ state: 0 }]);
  // The sweeper comes every minute.
  await sweepAll(deployment, 1.1);
  expect(await allFiles(deployment, caller.uid)).toMatchObject([
    { state: -1, error: 'The upload never came.' },
  ]);
});

it('a call that is repeated after that makes the file, of which there is one', async () => {
  const bucketId = await fileBucket(deployment, caller.uid);
  const acrId = await halfAdded(bucketId);
  await sweepAll(deployment, 1.1);
  const attempt = { noted: { acrId }, note: async () => {} };
  const file = await addFile(
    deployment,
    caller,
    bucketId,
    wantedFile,
    audioOf('bytes that come now'),
    attempt,
  );
  expect(file.state).toBe(0);
  await processObject(deployment, heard, file.object);
  const inBucket = (await allFiles(deployment, caller.uid)).filter((each) => each.bucketId === bucketId);
  expect(inBucket).toMatchObject([{ acrId: file.acrId, state: 1 }]);
});

/** A call that is repeated a minute after it died, and stores its bytes just when the sweeper has looked for them. */
async function closedAsItComes(bucketId: number): Promise<string> {
  const acrId = await halfAdded(bucketId);
  const { here } = deployment;
  const attempt = { noted: { acrId }, note: async () => {} };
  const repeat = () =>
    addFile(deployment, caller, bucketId, wantedFile, audioOf('bytes that never come'), attempt);
  let repeated: Promise<File> | undefined;
  const exists = async (key: string) => {
    const isThere = await here.objects.exists(key);
    repeated ??= repeat();
    await repeated;
    return isThere;
  };
  const sweeping = { ...here, objects: { ...here.objects, exists } };
  await sweepAll({ ...deployment, here: sweeping, regions: [sweeping, ...deployment.regions.slice(1)] }, 1.1);
  expect(await repeated).toMatchObject({ acrId, state: 0 });
  expect(await here.files.byAcrId(acrId)).toMatchObject({ state: -1, error: NEVER_CAME });
  return acrId;
}

it('what was acknowledged is processed though its record was closed just then', async () => {
  const acrId = await closedAsItComes(await fileBucket(deployment, caller.uid));
  await processObject(deployment, heard, inboxKey(acrId));
  const now = await deployment.here.files.byAcrId(acrId);
  expect({ state: now?.state, error: now?.error }).toEqual({ state: 1, error: null });
  await sweepAll(deployment, 300);
  expect(await deployment.here.files.byAcrId(acrId)).toMatchObject({ state: 1 });
});

it('the same when it is closed while it is listened to', async () => {
  const { here } = deployment;
  const file = await addFile(
    deployment,
    caller,
    await fileBucket(deployment, caller.uid),
    wantedFile,
    audioOf('bytes that are heard twice'),
  );
  let isClosed = false;
  const closing = async (source: AudioSource) => {
    if (isClosed) return heard.listen(source);
    isClosed = true;
    await here.files.settle(file, { state: -1, error: NEVER_CAME, size: null, md5: null }, deployment.now());
    return heard.listen(source);
  };
  await processObject(deployment, { ...heard, listen: closing }, file.object);
  expect(await here.files.byAcrId(file.acrId)).toMatchObject({ state: 1, error: null });
});

it('the same when its title is changed at that moment', async () => {
  const acrId = await closedAsItComes(await fileBucket(deployment, caller.uid));
  const { here } = deployment;
  let isChanged = false;
  const late = async (...args: Parameters<typeof here.files.reopen>) => {
    const [file] = args;
    if (!isChanged) await updateFile(deployment, caller, file.bucketId, file.id, { title: 'another' });
    isChanged = true;
    return here.files.reopen(...args);
  };
  const reopening = { ...here, files: { ...here.files, reopen: late } };
  await processObject({ ...deployment, here: reopening }, heard, inboxKey(acrId));
  expect(await here.files.byAcrId(acrId)).toMatchObject({ state: 1, title: 'another' });
});

it('the same when an operator asks for it', async () => {
  const acrId = await closedAsItComes(await fileBucket(deployment, caller.uid));
  expect(await processAgain(deployment, inboxKey(acrId))).toBe(true);
  const gone = await halfAdded(await fileBucket(deployment, caller.uid));
  await sweepAll(deployment, 3);
  expect(await processAgain(deployment, inboxKey(gone))).toBe(false);
});

it('its bytes count once, though it was closed and opened again while it was listened to', async () => {
  const { here } = deployment;
  const bucketId = await fileBucket(deployment, caller.uid);
  const audio = audioOf('bytes that count once');
  const file = await addFile(deployment, caller, bucketId, wantedFile, audio);
  let isFirst = true;
  const closing = async (source: AudioSource) => {
    if (isFirst) {
      isFirst = false;
      const never = { state: -1, error: NEVER_CAME, size: null, md5: null } as const;
      await here.files.settle(file, never, deployment.now());
      const closed = await here.files.byAcrId(file.acrId);
      if (closed) await reopen(deployment, closed);
    }
    return heard.listen(source);
  };
  await processObject(deployment, { ...heard, listen: closing }, file.object);
  await processObject(deployment, heard, file.object);
  const [bucket] = (await here.buckets.list(caller.uid)).filter(({ id }) => id === bucketId);
  expect(bucket).toMatchObject({ num: 1, size: 'bytes that count once'.length });
  expect(await here.files.byAcrId(file.acrId)).toMatchObject({ state: 1 });
});
