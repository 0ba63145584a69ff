import { beforeAll, describe, expect, it, vi } from 'vitest';
import { encodeFingerprint } from '#core/codec.ts';
import { encodeMp3 } from '../sound/encode.ts';
import { fingerprintOf } from '../sound/fingerprint.ts';
import { makeMusic } from '../sound/music.ts';
import { toWav } from '../sound/wav.ts';
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

const settledFor = (bucketId: number, id: number, state = -1) =>
  vi.waitUntil(
    async () => {
      const { data } = await succeed('getFiles', { bucket_id: bucketId, ids: id }, { token });
      return data[0]?.state === state;
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
    const query1 = `?page-token=x${first.next_page}`;
    const { body } = await refuse('listDuplicates', {}, 400, { token, query: query1 });
    expect(body.error).toContain('page-token');
    const foreign = { query: `?page-token=${first.next_page}` };
    await refuse('listDuplicates', {}, 400, foreign);
    await refuse('getDuplicates', { hash: group.hash }, 400, { token, ...foreign });
    const acoustic = { token, query: `?match=acoustic&page-token=${first.next_page}` };
    await refuse('listDuplicates', {}, 400, acoustic);
  });

  it('groups by equal bytes when not told otherwise', async () => {
    const query = '?match=exact';
    const usual = await succeed('listDuplicates', {}, { token });
    expect(await succeed('listDuplicates', {}, { token, query })).toEqual(usual);
    const one = await succeed('getDuplicates', { hash: group.hash.toUpperCase() }, { token, query });
    expect(one).toEqual(usual.duplicates[0]);
    const few = await succeed('getDuplicates', { hash: group.hash }, { token, query: '?limit=1' });
    expect(few.items).toEqual(group.items.slice(0, 1));
    const footprint = await succeed('getFootprint', {}, { token, query });
    expect(footprint).toEqual(await succeed('getFootprint', {}, { token }));
  });

  it('groups by recording: files of other bytes, and a fingerprint alone', async () => {
    const music = makeMusic({ seed: 77, seconds: 20, sampleRate: 44100, channels: 1 });
    const mp3 = await encodeMp3(music);
    const fingerprint = encodeFingerprint(fingerprintOf(music));
    const added = [
      { multipart: { file: asFile(toWav(music), 'a.wav') } },
      { multipart: { file: asFile(mp3, 'a.mp3') } },
      { json: { title: 'a', fingerprint, data_type: 'fingerprint' } },
    ];
    const items: string[] = [];
    for (const sent of added) {
      const { data } = await succeed('addFile', { bucket_id: bucketId }, { token, ...sent });
      items.push(data.acr_id);
      await settledFor(bucketId, data.id, 1);
    }
    items.sort();
    const query = '?match=acoustic';
    const wav = toWav(music).length;
    const same = { hash: items[0], items, count: 3, file_size: wav, footprint_size: mp3.length };
    const { duplicates } = await succeed('listDuplicates', {}, { token, query });
    expect(duplicates).toEqual([{ ...same, items_next_page: '' }]);
    const footprint = await succeed('getFootprint', {}, { token, query });
    expect(footprint).toEqual({ total_count: 1, total_number: 3, total_size: mp3.length });
    const sent = { token, query: `${query}&limit=3` };
    expect(await succeed('getDuplicates', { hash: items[0] ?? '' }, sent)).toEqual(duplicates[0]);
  });

  it('shows another account, and another region, nothing', async () => {
    const theirs = await refuse('getDuplicates', { hash: group.hash }, 404);
    expect(theirs.body).toEqual({ error: 'No such group of duplicates.' });
    await refuse('getDuplicates', { hash: group.hash }, 404, { token, region: 'us-west-2' });
    const away = await succeed('listDuplicates', {}, { token, region: 'us-west-2' });
    expect(away).toEqual({ duplicates: [], next_page: '' });
  });

  it('refuses a limit out of range, and another method, as the errors of this API', async () => {
    const query = '?limit=1001&limit-items=0&match=nothing';
    const { body } = await refuse('listDuplicates', {}, 422, { token, query });
    expect(body.error).toBe(body.errors?.['match']?.[0]);
    expect(Object.keys(body.errors ?? {})).toEqual(['match', 'limit', 'limit-items']);
    const method = await refusePath('POST', '/api/data/v3/duplicates', 405, { token });
    expect(method.body).toEqual({ error: expect.stringContaining('use GET') });
  });
});
