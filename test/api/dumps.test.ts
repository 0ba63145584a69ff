import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { describe, expect, inject, it, vi } from 'vitest';
import { openDeployment } from '#aws/deployment.ts';
import { encodeFingerprint } from '#core/text/codec.ts';
import { newAcrId } from '#domain/ids.ts';
import { dumpKey } from '#domain/ports/objects.ts';
import { todoAt } from '#domain/ports/todo.ts';
import { localCredentials } from '#local/credentials.ts';
import { fingerprintOf } from '../sound/fingerprint.ts';
import { makeMusic } from '../sound/music.ts';
import { newBucket, redirected, refuse, settled, succeed } from './client.ts';

const HOUR = 3_600_000;

/** The stores behind the API, for what only time can bring about. */
const storesOf = (region: string) => {
  const names = {
    regions: [region],
    recordsTable: 'refrain-records',
    indexTable: 'refrain-index',
    objectsBucket: 'refrain-000000000000',
    recordingsQueue: 'refrain-recordings',
    dumpsQueue: 'refrain-dumps',
  };
  return openDeployment(names, region, { endpoint: inject('engines'), credentials: localCredentials() }).here;
};

/** A dump that was started `hours` ago. */
async function pastDump(bucketId: number, hours: number, status: 0 | 1 | -1): Promise<string> {
  const taskId = newAcrId();
  const todo = todoAt(new Date(Date.now() + HOUR), { kind: 'dump', bucketId, taskId, tries: 0, step: 0 });
  const startedAt = new Date(Date.now() - hours * HOUR);
  const dump = {
    taskId,
    bucketId,
    uid: 1,
    bucketName: 'test File',
    status,
    progress: 1,
    startedAt,
    todo: todo.id,
    step: 0,
    heldUntil: startedAt,
    checkpoint: null,
  };
  expect(await storesOf('eu-west-1').dumps.start(dump, todo, undefined)).toBe(true);
  return taskId;
}

describe('a dump', () => {
  it('holds every file once, in id order, and is downloaded without a token', async () => {
    const bucketId = await newBucket('File');
    const fingerprint = encodeFingerprint(fingerprintOf(makeMusic({ seed: 31, seconds: 10 })));
    const ids: number[] = [];
    for (const title of ['one', 'two', 'three']) {
      const json = { title, fingerprint, data_type: 'fingerprint' };
      ids.push((await succeed('addFile', { bucket_id: bucketId }, { json })).data.id);
    }
    for (const id of ids) expect(await settled(bucketId, id)).toMatchObject({ state: 1, size: null });

    const started = await succeed('getDump', { bucket_id: bucketId });
    expect(started).toMatchObject({ status: 0, down_url: '', id: bucketId, name: 'test File' });
    const ready = await vi.waitUntil(
      async () => {
        const dump = await succeed('getDump', { bucket_id: bucketId });
        expect(dump.task_id).toBe(started.task_id);
        return dump.status === 0 ? undefined : dump;
      },
      { timeout: 30_000, interval: 100 },
    );
    expect(ready).toMatchObject({ status: 1, progress: 1 });
    const address = new URL(ready.down_url);
    expect(address.origin).toBe(inject('endpoints')['eu-west-1']);
    expect(address.pathname).toBe(`/api/buckets/${bucketId}/down/${ready.task_id}`);

    const again = await succeed('getFilesDump', { bucket_id: bucketId });
    expect(again).toEqual(ready);
    await succeed('downloadDump', { bucket_id: bucketId, task_id: ready.task_id }, { token: null });
    // The answer itself, whatever header comes along.
    const headers = { authorization: `Bearer ${inject('token')}` };
    const download = await fetch(ready.down_url, { headers, redirect: 'error' });
    expect(download.headers.get('content-type')).toBe('application/gzip');
    expect(download.headers.get('content-disposition')).toMatch(/filename="refrain-\d+-[\d-]+\.jsonl\.gz"/);
    const lines = gunzipSync(await download.bytes())
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const { data: files } = await succeed('getFiles', { bucket_id: bucketId, ids: ids.join(',') });
    expect(lines).toEqual(files);
  });

  it('of up to 4 MB is the answer itself; to a larger one it redirects', async () => {
    const { objects } = storesOf('eu-west-1');
    for (const [size, isSent] of [
      [4 * 1024 ** 2, true],
      [4 * 1024 ** 2 + 1, false],
    ] as const) {
      const bucket_id = await newBucket('File');
      const task_id = await pastDump(bucket_id, 1, 1);
      const bytes = randomBytes(size);
      await objects.put(dumpKey(task_id), bytes);
      const params = { bucket_id, task_id };
      const sent = isSent
        ? await succeed('downloadDump', params, { token: null })
        : await (await fetch(await redirected('downloadDump', params, { token: null }))).bytes();
      expect(Buffer.from(sent).equals(bytes)).toBe(true);
    }
  });

  it('is told for 24 hours, and its address lapses with it', async () => {
    const bucketId = await newBucket('File');
    const task_id = await pastDump(bucketId, 24.1, 1);
    const { body } = await refuse('downloadDump', { bucket_id: bucketId, task_id }, 410, { token: null });
    expect(body.message).toContain('ask for the dump again');
    expect((await succeed('getDump', { bucket_id: bucketId })).task_id).not.toBe(task_id);
  });

  it('of less than 24 hours is told again', async () => {
    const bucketId = await newBucket('File');
    const task_id = await pastDump(bucketId, 23.9, 1);
    expect(await succeed('getDump', { bucket_id: bucketId })).toMatchObject({ task_id, status: 1 });
  });

  it('that failed is started anew', async () => {
    const bucketId = await newBucket('File');
    const task_id = await pastDump(bucketId, 1, -1);
    await refuse('downloadDump', { bucket_id: bucketId, task_id }, 404, { token: null });
    expect((await succeed('getDump', { bucket_id: bucketId })).task_id).not.toBe(task_id);
  });

  it('that is not ready is not there to download', async () => {
    const bucketId = await newBucket('File');
    const task_id = await pastDump(bucketId, 0, 0);
    expect(await succeed('getDump', { bucket_id: bucketId })).toMatchObject({ task_id, down_url: '' });
    await refuse('downloadDump', { bucket_id: bucketId, task_id }, 404, { token: null });
  });

  it('is of File buckets', async () => {
    const bucket_id = await newBucket('DedupFile');
    await refuse('getDump', { bucket_id }, 422);
    await refuse('getFilesDump', { bucket_id }, 422);
  });
});
