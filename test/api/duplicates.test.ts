import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { asFile, refuse, refusePath, succeed } from './client.ts';

/** Bytes that are no audio: stored, refused, and copies all the same. */
const bytes = (text: string) => asFile(new TextEncoder().encode(text.repeat(50)), `${text}.mp3`);

let token: string;
let bucketId: number;
let group: { hash: string; items: string[]; count: number };
beforeAll(async () => {
  const json = { name: 'duplicates', scopes: ['read', 'write'], uid: 61 };
  token = (await succeed('createToken', {}, { json })).data.token;
  const bucket = { name: 'copies', type: 'File', region: 'eu-west-1' };
  bucketId = (await succeed('createBucket', {}, { token, json: bucket })).data.id;
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
    const { duplicates, next_page, next } = await succeed('listDuplicates', {}, { token });
    expect(next_page).toBe('');
    expect(next).toBeNull();
    expect(duplicates[0]).toEqual({
      ...group,
      file_size: 50,
      footprint_size: 100,
      items_next_page: '',
    });
    expect(duplicates[1]).toMatchObject({ count: 2, footprint_size: 50 });
    expect(await succeed('getDuplicates', { hash: group.hash }, { token })).toEqual({
      ...duplicates[0],
      next: null,
    });
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
    const query1 = `?page-token=x${first.next_page}`;
    const { body } = await refuse('listDuplicates', {}, 400, { token, query: query1 });
    expect(body.error).toContain('page-token');
    const foreign = { query: `?page-token=${first.next_page}` };
    await refuse('listDuplicates', {}, 400, foreign);
    await refuse('getDuplicates', { hash: group.hash }, 400, { token, ...foreign });
    const acoustic = { token, query: `?match=acoustic&page-token=${first.next_page}` };
    await refuse('listDuplicates', {}, 400, acoustic);
  });

  it('carries the whole address of the next page, whichever way its fields are spelt', async () => {
    const query = '?limit=1&limit_items=1&match=exact';
    const first = await succeed('listDuplicates', {}, { token, query });
    expect(first.duplicates[0]?.items).toHaveLength(1);
    const address = new URL(first.next ?? '');
    expect(address.origin).toBe(inject('endpoints')['eu-west-1']);
    const second = await succeed('listDuplicates', {}, { token, query: address.search });
    const spelt = `${query}&page_token=${first.next_page}`;
    expect(await succeed('listDuplicates', {}, { token, query: spelt })).toEqual(second);
    expect(second).toMatchObject({ duplicates: [{ count: 2 }], next: null });
    const told: string[] = [];
    let page = await succeed('getDuplicates', { hash: group.hash }, { token, query: '?limit=1' });
    for (;;) {
      told.push(...page.items);
      if (page.next === null) break;
      const { search } = new URL(page.next);
      page = await succeed('getDuplicates', { hash: group.hash }, { token, query: search });
    }
    expect(told).toEqual(group.items);
    const last = { token, query: `?page_token=${first.duplicates[0]?.items_next_page}` };
    expect((await succeed('getDuplicates', { hash: group.hash }, last)).items).toEqual(group.items.slice(1));
  });

  it('refuses a page token that somebody made, whatever it holds', async () => {
    const forged = (bound: unknown[], content: string) => {
      const digest = createHash('sha256')
        .update(`${JSON.stringify(bound)}\n${content}`)
        .digest();
      return Buffer.concat([digest.subarray(0, 16), Buffer.from(content)]).toString('base64url');
    };
    const groups = ['groups', 'eu-west-1', 61, 'exact'];
    const contents = [
      '',
      '{',
      '{}',
      'null',
      '[]',
      '[1]',
      '["x","y"]',
      '[1.5,"a"]',
      '[-1,"a"]',
      '[1e99,"a"]',
      '[null,null]',
      '[2,"group#\\uffff"]',
      `[2,"${'a'.repeat(32)}",-1]`,
      `[2,"${'a'.repeat(32)}","x"]`,
      `[2,"${'a'.repeat(3000)}"]`,
      `["${group.hash}#0000000000050","~"]`,
      `["${group.hash}","${'a'.repeat(33)}"]`,
      `["${'b'.repeat(32)}","${'a'.repeat(32)}"]`,
    ];
    for (const content of contents) {
      await refuse('listDuplicates', {}, 400, { token, query: `?page-token=${forged(groups, content)}` });
      const items = forged(['items', ...groups.slice(1), group.hash], content);
      await refuse('getDuplicates', { hash: group.hash }, 400, { token, query: `?page-token=${items}` });
    }
    // The forging is as it should be: with what a listing writes, it is a token.
    const right = forged(groups, `[9999,"${'0'.repeat(32)}"]`);
    await succeed('listDuplicates', {}, { token, query: `?page-token=${right}` });
  });

  it('narrows to one bucket', async () => {
    const json = { name: 'other copies', type: 'File', region: 'eu-west-1' };
    const other = (await succeed('createBucket', {}, { token, json })).data.id;
    const { data } = await succeed(
      'getFiles',
      { bucket_id: bucketId, ids: group.items.join(',') },
      { token },
    );
    const [first, second, third] = data.map(({ acr_id }) => acr_id);
    await succeed('moveFiles', { bucket_id: other, ids: `${first}` }, { token });
    const query = `?bucket_id=${bucketId}`;
    const two = { hash: group.hash, items: [second, third].toSorted(), count: 2, footprint_size: 50 };
    const own = await succeed('listDuplicates', {}, { token, query });
    expect(own.duplicates.find(({ hash }) => hash === group.hash)).toMatchObject(two);
    expect(await succeed('getDuplicates', { hash: group.hash }, { token, query })).toMatchObject(two);
    expect(await succeed('getFootprint', {}, { token, query })).toEqual({
      total_count: 2,
      total_number: 4,
      total_size: 100,
    });
    const pages: string[] = [];
    let page = await succeed('listDuplicates', {}, { token, query: `${query}&limit=1` });
    for (;;) {
      pages.push(...page.duplicates.map(({ hash }) => hash));
      if (page.next === null) break;
      page = await succeed('listDuplicates', {}, { token, query: new URL(page.next).search });
    }
    expect(pages).toEqual(own.duplicates.map(({ hash }) => hash));
    const alone = { token, query: `?bucket_id=${other}` };
    expect(await succeed('listDuplicates', {}, alone)).toMatchObject({ duplicates: [], next: null });
    await refuse('getDuplicates', { hash: group.hash }, 404, alone);
    for (const operation of ['listDuplicates', 'getFootprint'] as const)
      await refuse(operation, {}, 404, { token, query: '?bucket_id=999937' });
    await succeed('moveFiles', { bucket_id: bucketId, ids: `${first}` }, { token });
  });

  it('groups by equal bytes when not told otherwise', async () => {
    const query = '?match=exact';
    const usual = await succeed('listDuplicates', {}, { token });
    expect(await succeed('listDuplicates', {}, { token, query })).toEqual(usual);
    const one = await succeed('getDuplicates', { hash: group.hash.toUpperCase() }, { token, query });
    expect(one).toEqual({ ...usual.duplicates[0], next: null });
    const few = await succeed('getDuplicates', { hash: group.hash }, { token, query: '?limit=1' });
    expect(few.items).toEqual(group.items.slice(0, 1));
    const footprint = await succeed('getFootprint', {}, { token, query });
    expect(footprint).toEqual(await succeed('getFootprint', {}, { token }));
  });

  it('tells of a file that could not be heard what its bytes tell', async () => {
    const [acrId = ''] = group.items;
    const { data } = await succeed('getDuplicatesOfFile', { bucket_id: bucketId, ids: acrId }, { token });
    expect(data.map(({ acr_id }) => acr_id).sort()).toEqual(group.items.slice(1));
    expect(data.every(({ exact }) => exact)).toBe(true);
  });

  it('tells it of no file that is not in that bucket of the account', async () => {
    const [acrId = ''] = group.items;
    const file = { bucket_id: bucketId, ids: acrId };
    await refuse('getDuplicatesOfFile', file, 404);
    for (const ids of ['1', 'nothing', `${acrId},${acrId}`])
      await refuse('getDuplicatesOfFile', { ...file, ids }, 404, { token });
    const json = { name: 'entries', type: 'DedupFile', region: 'eu-west-1' };
    const entries = (await succeed('createBucket', {}, { token, json })).data.id;
    await refuse('getDuplicatesOfFile', { ...file, bucket_id: entries }, 422, { token });
  });

  it('shows another account, and another region, nothing', async () => {
    const theirs = await refuse('getDuplicates', { hash: group.hash }, 404);
    expect(theirs.body.error).toBe('No such group of duplicates.');
    await refuse('getDuplicates', { hash: group.hash }, 404, { token, region: 'us-west-2' });
    const away = await succeed('listDuplicates', {}, { token, region: 'us-west-2' });
    expect(away).toEqual({ duplicates: [], next_page: '', next: null });
  });

  it('refuses a limit out of range, and another method, as the errors of this API', async () => {
    const query = '?limit=1001&limit-items=0&match=nothing';
    const { body } = await refuse('listDuplicates', {}, 422, { token, query });
    expect(body.error).toBe(body.errors?.['match']?.[0]);
    expect(Object.keys(body.errors ?? {})).toEqual(['match', 'limit', 'limit-items']);
    const method = await refusePath('POST', '/api/data/v3/duplicates', 405, { token });
    expect(method.body).toMatchObject({ error: expect.stringContaining('use GET') });
  });
});
