import { describe, expect, it } from 'vitest';
import { encodeFingerprint } from '#core/text/codec.ts';
import { fingerprintOf } from '../sound/fingerprint.ts';
import { makeMusic } from '../sound/music.ts';
import { newBucket, refuse, settled, succeed } from './client.ts';

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
    await refuse('getFiles', { bucket_id: a, ids: ids[0] ?? 0 }, 404);
  });

  it('is what a PUT without a body means', async () => {
    const [a, b] = [await newBucket('File'), await newBucket('File')];
    const id = await readyFile(a);
    const { data } = await succeed('updateFile', { bucket_id: b, ids: id });
    expect(data).toMatchObject([{ id, bucket_id: b, state: 1 }]);
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

  it('waits until a file is processed: 409, and none is moved', async () => {
    const [a, b] = [await newBucket('File'), await newBucket('File')];
    const ready = await readyFile(a);
    const { data } = await succeed('addUpload', { bucket_id: a }, { json: { file_name: 'a.mp3' } });
    const ids = `${ready},${data.id}`;
    const { body } = await refuse('moveFiles', { bucket_id: b, ids }, 409);
    expect(body.message).toContain(`Still processing: ${data.id}`);
    await refuse('updateFile', { bucket_id: b, ids }, 409);
    expect((await succeed('listFiles', { bucket_id: b })).meta.total).toBe(0);
  });

  it('says what is wrong', async () => {
    const bucket_id = await newBucket('File');
    await refuse('moveFiles', { bucket_id, ids: 12345 }, 404);
    const ids = await readyFile(bucket_id);
    await refuse('moveFiles', { bucket_id: 999937, ids }, 404);
    await refuse('moveFiles', { bucket_id: await newBucket('DedupFile'), ids }, 422);
  });
});
