import { beforeAll, describe, expect, it, vi } from 'vitest';
import { asFile, call, succeed } from './client.ts';

/** Bytes that are no audio: stored, refused, and copies all the same. */
const bytes = (text: string) => asFile(new TextEncoder().encode(text.repeat(50)), `${text}.mp3`);

let token: string;
let group: { hash: string; items: string[]; count: number };
beforeAll(async () => {
  const json = { name: 'duplicates', scopes: ['read', 'write'], uid: 61 };
  token = (await succeed('createToken', {}, { json })).data.token;
  const bucket = { name: 'copies', type: 'File', region: 'eu-west-1' };
  const bucketId = (await succeed('createBucket', {}, { token, json: bucket })).data.id;
  const items: string[] = [];
  for (const name of ['a', 'a', 'a', 'b', 'b', 'c']) {
    const { data } = await succeed(
      'addFile',
      { bucket_id: bucketId },
      { token, multipart: { file: bytes(name) } },
    );
    if (name === 'a') items.push(data.acr_id);
    await settledFor(bucketId, data.id);
  }
  const { duplicates } = await succeed('listDuplicates', {}, { token });
  group = { hash: duplicates[0]?.hash ?? '', items: items.sort(), count: 3 };
});

/** No audio: its bytes are stored, and it cannot be used. */
const settledFor = (bucketId: number, id: number) =>
  vi.waitUntil(
    async () => {
      const { data } = await succeed('getFiles', { bucket_id: bucketId, ids: id }, { token });
      return data[0]?.state === -1;
    },
    { timeout: 30_000, interval: 50 },
  );

describe('the Duplicates API', () => {
  it('tells footprint, groups and items', async () => {
    const footprint = await succeed('getFootprint', {}, { token });
    expect(footprint).toEqual({ total_count: 2, total_number: 5, total_size: 150 });
    const { duplicates, next_page } = await succeed('listDuplicates', {}, { token });
    expect(next_page).toBe('');
    expect(duplicates[0]).toEqual({
      ...group,
      file_size: 50,
      footprint_size: 100,
      items_next_page: '',
    });
    expect(duplicates[1]).toMatchObject({ count: 2, footprint_size: 50 });
    expect(await succeed('getDuplicates', { hash: group.hash }, { token })).toEqual(duplicates[0]);
  });

  it('goes on by page tokens, those of a list on the group’s own route', async () => {
    const query = '?limit=1&limit-items=2';
    const first = await succeed('listDuplicates', {}, { token, query });
    const next = first.duplicates[0]?.items_next_page;
    const more = await succeed(
      'getDuplicates',
      { hash: group.hash },
      { token, query: `?page-token=${next}` },
    );
    expect([...(first.duplicates[0]?.items ?? []), ...more.items]).toEqual(group.items);
    expect(more.items_next_page).toBe('');
    const second = await succeed(
      'listDuplicates',
      {},
      { token, query: `?limit=9&page-token=${first.next_page}` },
    );
    expect(second).toMatchObject({ duplicates: [{ count: 2 }], next_page: '' });
    const changed = await call('GET', `/api/data/v3/duplicates?page-token=x${first.next_page}`, { token });
    expect(changed.status).toBe(400);
    expect(changed.body).toEqual({ error: expect.stringContaining('page-token') });
    const foreign = await call('GET', `/api/data/v3/duplicates?page-token=${first.next_page}`);
    expect(foreign.status).toBe(400);
  });

  it('shows another account, and another region, nothing', async () => {
    const path = `/api/data/v3/duplicates/${group.hash}`;
    const theirs = await call('GET', path);
    expect(theirs.status).toBe(404);
    expect(theirs.body).toEqual({ error: 'No such group of duplicates.' });
    expect((await call('GET', path, { token, region: 'us-west-2' })).status).toBe(404);
    const away = await succeed('listDuplicates', {}, { token, region: 'us-west-2' });
    expect(away).toEqual({ duplicates: [], next_page: '' });
  });

  it('refuses a limit out of range, and another method, as the errors of this API', async () => {
    for (const query of ['limit=0', 'limit=1001', 'limit-items=0', 'limit-items=x', 'match=nothing']) {
      const { status, body } = await call('GET', `/api/data/v3/duplicates?${query}`, { token });
      expect(status).toBe(422);
      expect(body).toMatchObject({ error: expect.any(String), errors: expect.any(Object) });
    }
    const { status, body } = await call('POST', '/api/data/v3/duplicates', { token });
    expect(status).toBe(405);
    expect(body).toEqual({ error: expect.stringContaining('use GET') });
  });
});
