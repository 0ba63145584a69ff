import { gunzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { encodeFingerprint } from '#core/codec.ts';
import { fingerprintOf } from '../sound/fingerprint.ts';
import { makeMusic } from '../sound/music.ts';
import { call, newBucket, settled, succeed } from './client.ts';

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

    const download = await fetch(ready.down_url);
    expect(download.headers.get('content-disposition')).toMatch(/filename="refrain-\d+-[\d-]+\.jsonl\.gz"/);
    const lines = gunzipSync(await download.bytes())
      .toString()
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(ids);
    const wrong = ready.down_url.replace(ready.task_id, '0'.repeat(32));
    expect((await fetch(wrong)).status).toBe(404);
  });

  it('is of File buckets', async () => {
    const bucketId = await newBucket('DedupFile');
    expect((await call('GET', `/api/buckets/${bucketId}/dump`)).status).toBe(422);
  });
});
