import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getDump } from '#domain/dumps/dumps.ts';
import { writeDump } from '#domain/dumps/writing.ts';
import { deleteFiles } from '#domain/files/deletion.ts';
import { addUpload } from '#domain/files/direct-upload.ts';
import { newAcrId } from '#domain/ids.ts';
import type { Deployment } from '#domain/ports/deployment.ts';
import type { Dump } from '#domain/ports/dump.ts';
import type { File } from '#domain/ports/file.ts';
import { dumpKey } from '#domain/ports/objects.ts';
import { todoAt } from '#domain/ports/todo.ts';
import { sideBySide } from '#domain/side-by-side.ts';
import { APART, isWhole } from '../../extent.ts';
import { account, fileBucket, seenFrom, sweepAll, wantedFile } from '../catalogue.ts';
import { mortal, untilKilled } from '../mortal.ts';
import { startDeployment } from '../store-region.ts';

let deployment: Deployment;
let stop: () => Promise<void>;
/** More than one part's worth: what does not compress is 11 KB a file. */
let large: number;
let ids: number[];
const me = account(1);
beforeAll(async () => {
  ({ deployment, stop } = await startDeployment());
  large = await fileBucket(deployment, me.uid);
  ids = (await add(large, 600)).map(({ id }) => id).sort((a, b) => a - b);
});
afterAll(() => stop());

const add = (bucketId: number, count: number): Promise<File[]> =>
  sideBySide(Array.from({ length: count }), 16, async () => {
    const userDefined = {
      noise: Buffer.from(crypto.getRandomValues(new Uint8Array(11_000))).toString('base64'),
    };
    return (await addUpload(deployment, me, bucketId, { ...wantedFile, userDefined }, direct)).file;
  });

const direct = { fileName: 'Song.mp3', dataType: 'audio', size: null, md5: null } as const;
const line = (file: File) => JSON.stringify({ id: file.id, ...file.userDefined });
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000);
const write = (dump: Dump, by: Deployment = deployment, deadline = inMinutes(15)) =>
  writeDump(by, dump.bucketId, dump.taskId, line, deadline);
const later = (minutes: number) => seenFrom(deployment, 'eu-west-1', minutes);
const stateOf = async ({ bucketId, taskId }: Dump) => deployment.here.dumps.get(bucketId, taskId);

async function idsIn({ taskId }: Dump): Promise<number[]> {
  const object = await deployment.here.objects.open(dumpKey(taskId));
  const bytes = await object?.read(0, object.size);
  const lines = gunzipSync(bytes ?? '')
    .toString()
    .split('\n')
    .slice(0, -1);
  return lines.map((text) => JSON.parse(text).id);
}

/** A further dump of a bucket whose last one is done, as if that had lapsed. */
async function freshDump(bucketId: number): Promise<Dump> {
  const { dumps } = deployment.here;
  const previous = (await dumps.latest(bucketId)) ?? (await getDump(deployment, me, bucketId));
  const taskId = newAcrId();
  const todo = todoAt(inMinutes(5), { kind: 'dump', bucketId, taskId, tries: 0, step: 0 });
  const start = { step: 0, status: 0, progress: 0, checkpoint: null, heldUntil: new Date(0) } as const;
  const dump = { ...previous, ...start, taskId, todo: todo.id, startedAt: new Date() };
  expect(await dumps.start(dump, todo, previous)).toBe(true);
  return dump;
}

describe('a dump', () => {
  it('is one gzip stream of every file, in id order, though written in parts', async () => {
    const dump = await getDump(deployment, me, large);
    await write(dump);
    expect(await stateOf(dump)).toMatchObject({ status: 1, progress: 1 });
    expect((await stateOf(dump))?.checkpoint?.parts.length).toBeGreaterThan(1);
    expect(await idsIn(dump)).toEqual(ids);
    expect((await getDump(deployment, me, large)).taskId).toBe(dump.taskId);
  });

  it('of an empty bucket is empty', async () => {
    const dump = await getDump(deployment, me, await fileBucket(deployment, me.uid));
    await write(dump);
    expect(await stateOf(dump)).toMatchObject({ status: 1 });
    expect(await idsIn(dump)).toEqual([]);
  });

  it('goes on in a further invocation when the time is up, and tells how far it is', async () => {
    const bucketId = await fileBucket(deployment, me.uid);
    const there = (await add(bucketId, 600)).map(({ id }) => id).sort((a, b) => a - b);
    const dump = await getDump(deployment, me, bucketId);
    let time = Date.now();
    // A minute goes by at every look at the clock.
    const slow = {
      ...deployment,
      now: () => {
        time += 60_000;
        return new Date(time);
      },
    };
    await write(dump, slow, new Date(time + 4 * 60_000));
    const first = await stateOf(dump);
    expect(first?.status).toBe(0);
    expect(first?.progress).toBeGreaterThan(0.5);
    expect((await getDump(deployment, me, bucketId)).taskId).toBe(dump.taskId);
    await write(dump);
    expect(await stateOf(dump)).toMatchObject({ status: 1 });
    expect(await idsIn(dump)).toEqual(there);
  });

  it('holds each file that was there throughout once, while others come and go', async () => {
    const bucketId = await fileBucket(deployment, me.uid);
    const files = (await add(bucketId, isWhole ? 600 : 300)).sort((a, b) => a.id - b.id);
    const leaving = files.filter((_, i) => i % 7 === 3);
    const dump = await getDump(deployment, me, bucketId);
    const change = sideBySide(leaving, 2, async ({ id }) => {
      await deleteFiles(deployment, me, bucketId, [id]);
      await add(bucketId, 1);
    });
    await write(dump);
    await change;
    const found = await idsIn(dump);
    expect(found).toEqual([...new Set(found)].sort((a, b) => a - b));
    const stayed = files.filter((file) => !leaving.includes(file)).map(({ id }) => id);
    expect(found).toEqual(expect.arrayContaining(stayed));
  });

  it('is whole or not there, if its worker dies after any step', async () => {
    for (let nth = 0; ; nth += APART) {
      const dump = await freshDump(large);
      const died = await untilKilled(write(dump, mortal(deployment, nth, 'after')));
      const told = await stateOf(dump);
      const isThere = await deployment.here.objects.exists(dumpKey(dump.taskId));
      if (isThere || told?.status === 1) expect(await idsIn(dump)).toEqual(ids);
      // Nobody takes over while the dead worker might be alive.
      if (died === 'killed' && told?.status === 0 && nth > 0) {
        await write(dump);
        expect((await stateOf(dump))?.step).toBe(told.step);
      }
      await write(dump, later(20), inMinutes(35));
      expect(await stateOf(dump)).toMatchObject({ status: 1 });
      expect(await idsIn(dump)).toEqual(ids);
      if (died === 'done') break;
      expect(nth).toBeLessThan(30);
      await deployment.here.objects.remove([dumpKey(dump.taskId)]);
    }
  }, 180_000);

  it('begins again when what was uploaded is gone', async () => {
    const dump = await freshDump(large);
    const key = dumpKey(dump.taskId);
    await untilKilled(write(dump, mortal(deployment, 6, 'after')));
    const uploadId = (await stateOf(dump))?.checkpoint?.uploadId ?? '';
    await deployment.here.objects.abortUpload(key, uploadId);
    await expect(write(dump, later(20), inMinutes(35))).rejects.toThrow('begins again');
    await write(dump, later(20), inMinutes(35));
    expect(await idsIn(dump)).toEqual(ids);
  });

  it('is given up when no worker gets on with it, and the next call starts anew', async () => {
    const bucketId = await fileBucket(deployment, me.uid);
    const dump = await getDump(deployment, me, bucketId);
    for (const minutes of [6, 27, 48]) {
      await sweepAll(deployment, minutes);
      expect(await stateOf(dump)).toMatchObject({ status: 0 });
    }
    await sweepAll(deployment, 69);
    expect(await stateOf(dump)).toMatchObject({ status: -1 });
    const next = await getDump(deployment, me, bucketId);
    expect(next).toMatchObject({ status: 0 });
    expect(next.taskId).not.toBe(dump.taskId);
  });

  it('is not given up, nor started twice, while a worker holds it', async () => {
    const bucketId = await fileBucket(deployment, me.uid);
    const dump = await getDump(deployment, me, bucketId);
    const { dumps } = deployment.here;
    const calls = await Promise.all([1, 2, 3].map(() => getDump(deployment, me, bucketId)));
    expect(new Set(calls.map(({ taskId }) => taskId))).toEqual(new Set([dump.taskId]));
    expect(await dumps.hold(bucketId, dump.taskId, new Date(), inMinutes(600))).toBeDefined();
    expect(await dumps.hold(bucketId, dump.taskId, new Date(), inMinutes(15))).toBeUndefined();
    for (const minutes of [6, 27, 48, 69, 90, 111]) await sweepAll(deployment, minutes);
    expect(await stateOf(dump)).toMatchObject({ status: 0 });
  });
});
