import { describe, expect, inject, it } from 'vitest';
import { call, newBucket, refuse, refusePath, settled, succeed } from './client.ts';
import { fingerprintText } from './clients/payload.ts';

/** Paths and methods as the clients of the original, browsers and monitors spell them. */

const fingerprint = fingerprintText();
const newFile = async (bucket_id: number, title: string) =>
  (await succeed('addFile', { bucket_id }, { json: { title, fingerprint } })).data;

describe('a path in another spelling', () => {
  it('with slashes at its end is the same path, for every method', async () => {
    const json = { name: 'slashes', region: 'eu-west-1', type: 'File' };
    const made = await call('POST', '/api/buckets/', { json });
    expect(made).toMatchObject({ status: 201, body: { data: { name: 'slashes' } } });
    const { id } = (made.body as { data: { id: number } }).data;
    for (const path of [`/api/buckets/${id}/`, `/api/buckets/${id}//`, `//api/buckets/${id}`])
      expect(await call('GET', path)).toMatchObject({ status: 200, body: { data: { id } } });
    const list = await call('GET', `/api/buckets/${id}/files/`, { query: '?per_page=2' });
    expect(list).toMatchObject({ status: 200, body: { meta: { per_page: '2' } } });
    const renamed = await call('PUT', `/api/buckets/${id}/`, { json: { name: 'other' } });
    expect(renamed).toMatchObject({ status: 200, body: { data: { name: 'other' } } });
    const form = new FormData();
    form.append('file', new File([fingerprint], 'a.txt'));
    form.append('data_type', 'fingerprint');
    const added = await call('POST', `/api/buckets/${id}/files/`, { body: form });
    expect(added).toMatchObject({ status: 200, body: { data: { title: 'a' } } });
    expect(await call('GET', '/api/buckets/', { token: null })).toMatchObject({ status: 401 });
    const { body } = await refusePath('PATCH', '/api/buckets/', 405);
    expect(body).toMatchObject({ message: expect.stringContaining('use POST, GET, HEAD') });
  });

  it('HEAD is answered as GET, without a body', async () => {
    const id = await newBucket('File');
    for (const path of ['/api/buckets', `/api/buckets/${id}`, '/api/health', '/docs', '/openapi.json']) {
      const [get, head] = [await call('GET', path), await call('HEAD', path)];
      expect(head.status).toBe(200);
      expect(head.body).toBeUndefined();
      expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'));
    }
    expect((await call('HEAD', '/api/buckets/999937')).status).toBe(404);
    expect((await call('HEAD', '/api/buckets', { token: null })).status).toBe(401);
    expect((await call('HEAD', '/api/nothing')).status).toBe(404);
  });

  it('the root leads to the description', async () => {
    for (const method of ['GET', 'HEAD']) {
      const { status, headers } = await call(method, '/', { token: null });
      expect(status).toBe(302);
      expect(headers.get('location')).toBe('/docs');
    }
  });
});

describe('a browser', () => {
  it('is told that any page may call, with a token and a key', async () => {
    for (const path of ['/api/buckets', '/api/buckets/1/files/', '/api/data/v3/duplicates']) {
      const headers = {
        origin: 'https://app.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,idempotency-key',
      };
      const asked = await call('OPTIONS', path, { token: null, headers });
      expect(asked.status).toBe(204);
      expect(asked.headers.get('access-control-allow-origin')).toBe('*');
      expect(asked.headers.get('access-control-allow-methods')).toBe('GET, HEAD, POST, PUT, DELETE');
      expect(asked.headers.get('access-control-allow-headers')).toBe(
        'Authorization, Content-Type, Idempotency-Key',
      );
    }
  });

  it('may read every answer and its headers, of refusals too', async () => {
    for (const [path, token] of [
      ['/api/buckets', inject('token')],
      ['/api/buckets', null],
      ['/api/nothing', null],
    ] as const) {
      const { headers } = await call('GET', path, { token });
      expect(headers.get('access-control-allow-origin')).toBe('*');
      expect(headers.get('access-control-expose-headers')).toContain('x-request-id');
    }
  });
});

describe('what the original’s command-line client sends', () => {
  it('moves files from a bucket into another', async () => {
    const [from, to] = [await newBucket('File'), await newBucket('File')];
    const [a, b] = [await newFile(from, 'a'), await newFile(from, 'b')];
    for (const { id } of [a, b]) await settled(from, id);
    const json = { target_bucket_id: String(to), ids: [a.id, b.acr_id, 17] };
    const { data } = await succeed('moveFilesFrom', { bucket_id: from }, { json });
    expect(data).toMatchObject([
      { id: a.id, bucket_id: to },
      { id: b.id, bucket_id: to },
    ]);
    const form = { target_bucket_id: String(from), ids: `${a.id},${b.id}` };
    await succeed('moveFilesFrom', { bucket_id: to }, { form });
    // From a bucket that does not have them there is nothing to move.
    await refuse('moveFilesFrom', { bucket_id: to }, 404, { json });
    await refuse('moveFilesFrom', { bucket_id: from }, 404, { json: { ...json, target_bucket_id: 999937 } });
    const dedup = await newBucket('DedupFile');
    await refuse('moveFilesFrom', { bucket_id: from }, 422, { json: { ...json, target_bucket_id: dedup } });
    const { body } = await refuse('moveFilesFrom', { bucket_id: from }, 422, { json: {} });
    expect(Object.keys(body.errors ?? {})).toEqual(['target_bucket_id', 'ids']);
  });

  it('moves none while one is being processed', async () => {
    const [from, to] = [await newBucket('File'), await newBucket('File')];
    const { data } = await succeed('addUpload', { bucket_id: from }, { json: { file_name: 'a.mp3' } });
    const json = { target_bucket_id: to, ids: data.id };
    await refuse('moveFilesFrom', { bucket_id: from }, 409, { json });
  });

  it('deletes files by a list', async () => {
    const bucket_id = await newBucket('File');
    const [a, b, c] = [
      await newFile(bucket_id, 'a'),
      await newFile(bucket_id, 'b'),
      await newFile(bucket_id, 'c'),
    ];
    await succeed('deleteFilesListed', { bucket_id }, { json: { ids: [a.id, 17] } });
    await succeed('deleteFilesListed', { bucket_id }, { form: [['ids[]', String(b.id)]] });
    expect((await succeed('listFiles', { bucket_id })).data.map(({ id }) => id)).toEqual([c.id]);
    await refuse('deleteFilesListed', { bucket_id }, 404, { json: { ids: [a.id] } });
    await refuse('deleteFilesListed', { bucket_id }, 422, { json: { ids: [] } });
    const ids = Array.from({ length: 101 }, (_, i) => i + 1);
    await refuse('deleteFilesListed', { bucket_id }, 422, { json: { ids } });
  });
});

it('files are told whatever bucket of the account they are in', async () => {
  const [a, b] = [await newBucket('File'), await newBucket('File', 'us-west-2')];
  const [first, second] = [await newFile(a, 'first'), await newFile(b, 'second')];
  const ids = `${second.acr_id},${'0'.repeat(32)},${first.acr_id},${first.id}`;
  const { data } = await succeed('findFiles', { ids });
  expect(data.map(({ id, bucket_id }) => [id, bucket_id])).toEqual([
    [second.id, b],
    [first.id, a],
  ]);
  await refuse('findFiles', { ids: '0'.repeat(32) }, 404);
  await refuse('findFiles', { ids: Array(101).fill(first.acr_id).join(',') }, 422);
});
