import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeFingerprint } from '#core/text/codec.ts';
import { silence } from '../sound/edit.ts';
import { encodeMp3 } from '../sound/encode.ts';
import { fingerprintOf } from '../sound/fingerprint.ts';
import { makeMusic } from '../sound/music.ts';
import { toWav } from '../sound/wav.ts';
import { asFile, newBucket, refuse, settled, succeed } from './client.ts';

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
      file_name: 'First song.mp3',
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

    await refuse('deleteBucket', { bucket_id: bucketId }, 409);
    await succeed('deleteFiles', { bucket_id: bucketId, ids: id });
    await refuse('getFiles', { bucket_id: bucketId, ids: id }, 404);
    await refuse('deleteFiles', { bucket_id: bucketId, ids: id }, 404);
    expect((await succeed('listFiles', { bucket_id: bucketId })).meta.total).toBe(0);
    expect((await succeed('getBucket', { bucket_id: bucketId })).data).toMatchObject({ num: 0, size: 0 });
    await succeed('deleteBucket', { bucket_id: bucketId });
  });
});

describe('what cannot be used ends in state −1 with a sentence', () => {
  const cases: [string, () => Promise<Uint8Array> | Uint8Array, RegExp][] = [
    ['a text called .mp3', () => new TextEncoder().encode('This is not music. '.repeat(200)), /not audio/],
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
  it('without a file, into an unknown bucket, into one of another type', async () => {
    const bucket_id = await newBucket('File');
    const missing = await refuse('addFile', { bucket_id }, 422, { multipart: { title: 'x' } });
    expect(missing.body.errors).toEqual({ file: ['The file field is required.'] });
    const multipart = { file: asFile(mp3, 'a.mp3') };
    await refuse('addFile', { bucket_id: 999937 }, 404, { multipart });
    for (const type of ['DedupFile', 'Live'] as const) {
      const dedup = await newBucket(type);
      const { body } = await refuse('addFile', { bucket_id: dedup }, 422, { multipart });
      expect(body.message).toContain(`is of type ${type}; this needs a bucket of type File`);
      await refuse('listFiles', { bucket_id: dedup }, 422);
      await refuse('addUpload', { bucket_id: dedup }, 422, { json: { file_name: 'a.mp3' } });
    }
  });

  it('of a closed fingerprint format: 415', async () => {
    const bucket_id = await newBucket('File');
    for (const name of ['x.db', 'x.db.lo', 'X.DB']) {
      const multipart = { data_type: 'fingerprint', file: asFile(new Uint8Array(10), name) };
      const { body } = await refuse('addFile', { bucket_id }, 415, { multipart });
      expect(body.message).toContain('fpcalc');
      await refuse('addUpload', { bucket_id }, 415, { json: { file_name: name } });
    }
  });

  it('without a byte in it: 422 at once', async () => {
    const bucket_id = await newBucket('File');
    const multipart = { file: asFile(new Uint8Array(), 'song.mp3') };
    const { body } = await refuse('addFile', { bucket_id }, 422, { multipart });
    expect(body.errors).toEqual({ file: ['The file field must not be empty: this file has no bytes.'] });
    expect((await succeed('getBucket', { bucket_id })).data.num).toBe(0);
  });

  it('of another data_type, or of the wrong thing for it', async () => {
    const bucket_id = await newBucket('File');
    const unknown = await refuse('addFile', { bucket_id }, 422, { json: { data_type: 'video' } });
    expect(Object.keys(unknown.body.errors ?? {})).toContain('data_type');
    await refuse('addFile', { bucket_id }, 422, { json: { data_type: 'audio', fingerprint: 'x' } });
    await refuse('addFile', { bucket_id }, 422, { form: { file: 'not a part' } });
    await refuse('addUpload', { bucket_id }, 422, { json: { file_name: 'a', size: 5 * 1024 ** 3 + 1 } });
  });
});

describe('lists of files', () => {
  it('are searched, filtered, sorted and paged', async () => {
    const bucket_id = await newBucket('File');
    const fingerprint = encodeFingerprint(fingerprintOf(makeMusic({ seed: 12, seconds: 10 })));
    const add = async (title: string, text: string) =>
      (await succeed('addFile', { bucket_id }, { json: { title, fingerprint: text } })).data.id;
    const ready = [await add('First', fingerprint), await add('second', fingerprint)];
    const failed = (await upload(bucket_id, asFile(Buffer.from('nonsense'), 'Third.mp3'))).id;
    const { data: waiting } = await succeed(
      'addUpload',
      { bucket_id },
      { json: { file_name: 'Fourth.mp3' } },
    );
    for (const id of [...ready, failed]) await settled(bucket_id, id);
    const all = [...ready, failed, waiting.id];
    const idsAt = async (query: string) =>
      (await succeed('listFiles', { bucket_id }, { query })).data.map(({ id }) => id);

    expect(await idsAt('')).toEqual(all);
    expect(await idsAt('?order=desc')).toEqual(all.toReversed());
    expect(await idsAt('?sort=created_at&order=DESC')).toEqual(all.toReversed());
    expect(await idsAt('?keyword=IR')).toEqual([ready[0], failed]);
    expect(await idsAt('?sort=status')).toEqual([failed, waiting.id, ...ready]);
    expect(await idsAt('?sort=status&order=desc')).toEqual([failed, waiting.id, ...ready].toReversed());
    expect(await idsAt('?state=1')).toEqual(ready);
    expect(await idsAt('?state=0')).toEqual([waiting.id]);
    expect(await idsAt('?state=-1')).toEqual([failed]);
    expect(await idsAt('?search=IR')).toEqual([ready[0], failed]);
    expect(await idsAt('?search=ir&state=-1&sort=status&order=desc')).toEqual([failed]);
    expect(await idsAt('?page=2&per_page=3')).toEqual([waiting.id]);
    expect(await idsAt('?search=ir&page=2&per_page=1')).toEqual([failed]);
    const beyond = await succeed('listFiles', { bucket_id }, { query: '?page=9' });
    expect(beyond).toMatchObject({ data: [], meta: { from: null, to: null, total: 4, current_page: 9 } });
  });
});

it('files are told in the order asked, by id and acr_id alike, unknown ones left out', async () => {
  const bucket_id = await newBucket('File');
  const { data: a } = await succeed('addUpload', { bucket_id }, { json: { file_name: 'a.mp3' } });
  const { data: b } = await succeed('addUpload', { bucket_id }, { json: { file_name: 'b.mp3' } });
  const ids = `${b.id},17,${a.acr_id.toUpperCase()},${'0'.repeat(32)},${b.acr_id}`;
  const { data } = await succeed('getFiles', { bucket_id, ids });
  expect(data.map(({ id }) => id)).toEqual([b.id, a.id]);
  const changed = await succeed('updateFile', { bucket_id, ids: a.acr_id }, { form: { title: 'by acr_id' } });
  expect(changed.data).toMatchObject({ id: a.id, title: 'by acr_id' });
  await refuse('updateFile', { bucket_id, ids: `${a.id},${b.id}` }, 422, { json: { title: 'both' } });
  await succeed('deleteFiles', { bucket_id, ids: `${a.acr_id},17` });
  await refuse('getFiles', { bucket_id, ids: a.id }, 404);
  expect((await succeed('listFiles', { bucket_id })).meta.total).toBe(1);
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

  it('takes no other bytes than those of its MD5, where one is told', async () => {
    const bucketId = await newBucket('File');
    const md5 = createHash('md5').update(mp3).digest('hex');
    const { data, upload: to } = await add(bucketId, { md5: md5.toUpperCase() });
    expect((await put(to, new Uint8Array(mp3.length))).status).toBe(400);
    // Nor without saying whose MD5 it is.
    expect((await put({ url: to.url, headers: { 'If-None-Match': '*' } }, mp3)).status).toBe(403);
    expect((await put(to, mp3)).status).toBe(200);
    expect(await settled(bucketId, data.id)).toMatchObject({ state: 1, md5 });
    const json = { file_name: 'a.mp3', md5: 'nonsense' };
    const { body } = await refuse('addUpload', { bucket_id: bucketId }, 422, { json });
    expect(body.errors).toEqual({ md5: ['The md5 field must be an MD5 in hex.'] });
  });

  it('takes all that an inline one takes', async () => {
    const bucketId = await newBucket('File');
    const fields = { title: 'Mine', user_defined: { a: 1 }, audio_id: 'x1', data_type: 'fingerprint' };
    const { data, upload: to } = await add(bucketId, fields);
    expect(data).toMatchObject({ ...fields, state: 0, size: null, md5: null });
    expect(to.method).toBe('PUT');
    expect(Date.parse(to.expires_at) - Date.parse(data.created_at)).toBe(3_600_000);
    await put(to, new TextEncoder().encode('nonsense'));
    expect(await settled(bucketId, data.id)).toMatchObject({ state: -1, data_type: 'fingerprint' });
  });
});
