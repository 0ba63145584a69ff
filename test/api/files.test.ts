import { beforeAll, describe, expect, it } from 'vitest';
import { silence } from '../sound/edit.ts';
import { encodeMp3 } from '../sound/encode.ts';
import { makeMusic } from '../sound/music.ts';
import { toWav } from '../sound/wav.ts';
import { asFile, call, newBucket, settled, succeed } from './client.ts';

let mp3: Uint8Array;
beforeAll(async () => {
  mp3 = await encodeMp3(makeMusic({ seed: 11, seconds: 20, sampleRate: 44100, channels: 2 }));
});

const upload = async (bucketId: number, file: File, fields: Record<string, string> = {}) =>
  (await succeed('addFile', { bucket_id: bucketId }, { multipart: { ...fields, file } })).data;

describe('an uploaded mp3', () => {
  it('is stored, listened to and becomes ready', async () => {
    const bucketId = await newBucket('File');
    const added = await upload(bucketId, asFile(mp3, 'First song.mp3'), {
      user_defined: '{"isrc":"X1"}',
      audio_id: 'mine-1',
    });
    expect(added).toMatchObject({
      bucket_id: bucketId,
      state: 0,
      title: 'First song',
      audio_id: 'mine-1',
      user_defined: { isrc: 'X1' },
      data_type: 'audio',
      error: null,
    });
    expect(Number(added.duration)).toBeCloseTo(20, 0);
    expect(added.acr_id).toMatch(/^[0-9a-f]{32}$/);

    const ready = await settled(bucketId, added.id);
    expect(ready).toMatchObject({ id: added.id, state: 1, duration: 20, size: mp3.length, error: null });
    expect(ready?.md5).toMatch(/^[0-9a-f]{32}$/);

    const { data: bucket } = await succeed('getBucket', { bucket_id: bucketId });
    expect(bucket).toMatchObject({ num: 1, size: String(mp3.length) });
    const byAcrId = await succeed('getFiles', { bucket_id: bucketId, ids: added.acr_id });
    expect(byAcrId.data).toEqual([ready]);
  });

  it('is listed, changed and deleted', async () => {
    const bucketId = await newBucket('File');
    const { id } = await upload(bucketId, asFile(mp3, 'a.mp3'));
    const list = await succeed('listFiles', { bucket_id: bucketId }, { query: '?search=A&sort=status' });
    expect(list.data.map((file) => file.id)).toEqual([id]);
    expect(list.meta).toMatchObject({ total: 1, per_page: '20' });

    const json = { title: 'b', user_defined: '{"x":1}' };
    const { data } = await succeed('updateFile', { bucket_id: bucketId, ids: id }, { json });
    expect(data).toMatchObject({ title: 'b', user_defined: { x: 1 } });

    expect((await call('DELETE', `/api/buckets/${bucketId}`)).status).toBe(409);
    await succeed('deleteFiles', { bucket_id: bucketId, ids: id });
    expect((await call('GET', `/api/buckets/${bucketId}/files/${id}`)).status).toBe(404);
    expect((await succeed('listFiles', { bucket_id: bucketId })).meta.total).toBe(0);
    expect((await succeed('getBucket', { bucket_id: bucketId })).data).toMatchObject({ num: 0, size: 0 });
    await succeed('deleteBucket', { bucket_id: bucketId });
  });
});

describe('what cannot be used ends in state −1 with a sentence', () => {
  const cases: [string, () => Promise<Uint8Array> | Uint8Array, RegExp][] = [
    ['a text called .mp3', () => new TextEncoder().encode('This is not music. '.repeat(200)), /not audio/],
    ['an empty file', () => new Uint8Array(), /empty/],
    [
      'an mp3 cut to its first second',
      () => mp3.subarray(0, Math.floor(mp3.length / 20)),
      /shorter than 3 seconds/,
    ],
    ['five seconds of silence', () => toWav(silence(5, 44100)), /silent/],
  ];
  it.each(cases)('%s', async (_, bytes, sentence) => {
    const bucketId = await newBucket('File');
    const { id } = await upload(bucketId, asFile(await bytes(), 'song.mp3'));
    const file = await settled(bucketId, id);
    expect(file).toMatchObject({ state: -1, duration: 0 });
    expect(file?.error).toMatch(sentence);
  });
});

describe('uploads that are refused', () => {
  it('over the inline limit: 413 naming the way', async () => {
    const bucketId = await newBucket('File');
    const multipart = { file: asFile(new Uint8Array(4_500_001), 'long.wav') };
    const { status, body } = await call('POST', `/api/buckets/${bucketId}/files`, { multipart });
    expect(status).toBe(413);
    expect(JSON.stringify(body)).toContain('/uploads');
  });

  it('without a file, into an unknown bucket, into one of another type', async () => {
    const bucketId = await newBucket('File');
    const missing = await call('POST', `/api/buckets/${bucketId}/files`, { multipart: { title: 'x' } });
    expect(missing.status).toBe(422);
    expect(missing.body).toMatchObject({ errors: { file: ['The file field is required.'] } });
    const multipart = { file: asFile(mp3, 'a.mp3') };
    expect((await call('POST', '/api/buckets/999937/files', { multipart })).status).toBe(404);
    const dedup = await newBucket('DedupFile');
    const { status, body } = await call('POST', `/api/buckets/${dedup}/files`, { multipart });
    expect(status).toBe(422);
    expect(JSON.stringify(body)).toContain('DedupFile');
  });

  it('of a closed fingerprint format: 415', async () => {
    const bucketId = await newBucket('File');
    const multipart = { data_type: 'fingerprint', file: asFile(new Uint8Array(10), 'x.db.lo') };
    expect((await call('POST', `/api/buckets/${bucketId}/files`, { multipart })).status).toBe(415);
  });
});

describe('a direct upload', () => {
  const add = (bucketId: number, json: object) =>
    succeed('addUpload', { bucket_id: bucketId }, { json: { file_name: 'Long one.mp3', ...json } });
  const put = ({ url, headers }: { url: string; headers: Record<string, string> }, body: Uint8Array) =>
    fetch(url, { method: 'PUT', headers, body: new Uint8Array(body) });

  it('is processed when its bytes have come, and takes no second PUT', async () => {
    const bucketId = await newBucket('File');
    const { data, upload: to } = await add(bucketId, { size: mp3.length });
    expect(data).toMatchObject({ state: 0, title: 'Long one', duration: '0.000000' });
    expect((await put(to, mp3)).status).toBe(200);
    expect((await put(to, mp3)).status).toBe(412);
    expect(await settled(bucketId, data.id)).toMatchObject({ state: 1, duration: 20, size: mp3.length });
    expect((await put(to, mp3)).status).toBe(412);
  });

  it('must have the size it was announced with', async () => {
    const bucketId = await newBucket('File');
    const { data, upload: to } = await add(bucketId, { size: 5 });
    await put(to, mp3);
    const file = await settled(bucketId, data.id);
    expect(file).toMatchObject({ state: -1, size: mp3.length });
    expect(file?.error).toContain('announced with 5 bytes');
  });
});
