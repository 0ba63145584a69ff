import { describe, expect, it } from 'vitest';
import { encodeFingerprint } from '#core/codec.ts';
import { fingerprintOf } from '../sound/fingerprint.ts';
import { makeMusic } from '../sound/music.ts';
import { call, newBucket, settled, succeed } from './client.ts';

const fingerprint = encodeFingerprint(fingerprintOf(makeMusic({ seed: 41, seconds: 10 })));

async function readyFile(bucketId: number): Promise<number> {
  const json = { title: 'moving', fingerprint, data_type: 'fingerprint' };
  const { data } = await succeed('addFile', { bucket_id: bucketId }, { json });
  await settled(bucketId, data.id);
  return data.id;
}

describe('a move', () => {
  it('within a region is done at once', async () => {
    const [a, b] = [await newBucket('File'), await newBucket('File')];
    const ids = [await readyFile(a), await readyFile(a)];
    const { data } = await succeed('moveFiles', { bucket_id: b, ids: ids.join(',') });
    expect(data).toMatchObject(ids.map((id) => ({ id, bucket_id: b, state: 1 })));
    expect((await call('GET', `/api/buckets/${a}/files/${ids[0]}`)).status).toBe(404);
  });

  it('is what a PUT without a body means', async () => {
    const [a, b] = [await newBucket('File'), await newBucket('File')];
    const id = await readyFile(a);
    const { status, body } = await call('PUT', `/api/buckets/${b}/files/${id}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ data: [{ id, bucket_id: b, state: 1 }] });
  });

  it('to another region is finished there by itself', async () => {
    const [a, b] = [await newBucket('File', 'eu-west-1'), await newBucket('File', 'us-west-2')];
    const id = await readyFile(a);
    const { data } = await succeed('moveFiles', { bucket_id: b, ids: id });
    expect(data).toMatchObject([{ id, bucket_id: b, state: 0 }]);
    expect(await settled(b, id)).toMatchObject({ id, bucket_id: b, state: 1, duration: 10 });
    expect((await succeed('getBucket', { bucket_id: a })).data.num).toBe(0);
    expect((await succeed('getBucket', { bucket_id: b })).data.num).toBe(1);
  });

  it('says what is wrong', async () => {
    const bucket = await newBucket('File');
    expect((await call('PUT', `/api/buckets/${bucket}/files/12345/move`)).status).toBe(404);
    const id = await readyFile(bucket);
    expect((await call('PUT', `/api/buckets/999937/files/${id}/move`)).status).toBe(404);
    const dedup = await newBucket('DedupFile');
    expect((await call('PUT', `/api/buckets/${dedup}/files/${id}/move`)).status).toBe(422);
  });
});
