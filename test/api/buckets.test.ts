import { describe, expect, it } from 'vitest';
import { newBucket, refuse, succeed } from './client.ts';

describe('buckets', () => {
  it('are created with JSON, a form or multipart alike', async () => {
    const fields = { name: 'Catalogue', type: 'File', region: 'eu-west-1', labels: '["a","b"]' };
    for (const sent of [{ json: fields }, { form: fields }, { multipart: fields }]) {
      const { data } = await succeed('createBucket', {}, sent);
      expect(data).toMatchObject({
        name: 'Catalogue',
        type: 'File',
        region: 'eu-west-1',
        labels: ['a', 'b'],
        net_type: 1,
        num: 0,
        size: 0,
        access_permission: 'private',
        metadata_template: null,
      });
      expect(data.created_at).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    }
  });

  it('name every missing and wrong field', async () => {
    const { body } = await refuse('createBucket', {}, 422, { json: { type: 'Folder', net_type: 9 } });
    expect(body).toEqual({
      message: 'The name field is required.',
      error: 'The name field is required.',
      errors: {
        name: ['The name field is required.'],
        region: ['The region field is required.'],
        type: ['The type field must be one of File, Live, LiveRec, LiveTimeshift, DedupFile.'],
        net_type: ['The net_type field must be a whole number from 0 to 2.'],
      },
    });
  });

  it('live only where Refrain is deployed', async () => {
    const json = { name: 'x', type: 'File', region: 'mars-north-1' };
    const { body } = await refuse('createBucket', {}, 422, { json });
    expect(body.errors).toEqual({
      region: ['The region field must be one of eu-west-1, us-west-2, ap-southeast-1.'],
    });
    const more = await refuse('createBucket', {}, 422, { json: { region: 'mars-north-1', type: 'Folder' } });
    expect(Object.keys(more.body.errors ?? {}).toSorted()).toEqual(['name', 'region', 'type']);
  });

  it('are read, changed and deleted', async () => {
    const id = await newBucket('File');
    const changed = await succeed('updateBucket', { bucket_id: id }, { json: { name: 'New name' } });
    expect(changed.data.name).toBe('New name');
    expect((await succeed('getBucket', { bucket_id: id })).data.name).toBe('New name');
    await succeed('deleteBucket', { bucket_id: id });
    await refuse('getBucket', { bucket_id: id }, 404);
    await refuse('deleteBucket', { bucket_id: id }, 404);
  });

  it('keep region, type and net_type', async () => {
    const id = await newBucket('File');
    const json = { region: 'us-west-2', type: 'Live', net_type: 2 };
    const { body } = await refuse('updateBucket', { bucket_id: id }, 422, { json });
    expect(body.errors).toEqual({
      region: ['The region field cannot be changed.'],
      type: ['The type field cannot be changed.'],
      net_type: ['The net_type field cannot be changed.'],
    });
  });

  it('can be sent back whole, changed in what may change', async () => {
    const { data } = await succeed('getBucket', { bucket_id: await newBucket('File') });
    const json = { ...data, name: 'sent back', region: 'EU-WEST-1', type: 'file' };
    const changed = await succeed('updateBucket', { bucket_id: data.id }, { json });
    expect(changed.data).toEqual({ ...data, name: 'sent back', updated_at: changed.data.updated_at });
  });

  it('are listed from any endpoint, newest first, page by page', async () => {
    const search = `paged ${crypto.randomUUID()}`;
    const ids: number[] = [];
    for (const region of ['eu-west-1', 'us-west-2', 'ap-southeast-1']) {
      const { data } = await succeed('createBucket', {}, { json: { name: search, type: 'File', region } });
      ids.unshift(data.id);
    }
    const query = `?per_page=2&search=${encodeURIComponent(search)}`;
    const first = await succeed('listBuckets', {}, { query, region: 'ap-southeast-1' });
    expect(first.data.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    expect(first.meta).toMatchObject({
      current_page: 1,
      from: 1,
      to: 2,
      total: 3,
      last_page: 2,
      per_page: 2,
    });
    const next = new URL(first.links.next ?? '');
    expect(next.searchParams.get('search')).toBe(search);
    const last = await succeed('listBuckets', {}, { query: next.search, region: 'ap-southeast-1' });
    expect(last.data.map(({ id }) => id)).toEqual(ids.slice(2));
    expect(last.links.next).toBeNull();
  });

  it('are served by every endpoint', async () => {
    const id = await newBucket('File', 'us-west-2');
    const { data } = await succeed('getBucket', { bucket_id: id }, { region: 'eu-west-1' });
    expect(data.region).toBe('us-west-2');
  });

  it('of every type are created, listed, changed and deleted', async () => {
    const search = `typed ${crypto.randomUUID()}`;
    for (const type of ['File', 'Live', 'LiveRec', 'LiveTimeshift', 'DedupFile'] as const) {
      const json = { name: search, type, region: 'us-west-2', net_type: 2 };
      const { data } = await succeed('createBucket', {}, { json });
      expect(data).toMatchObject({ type, net_type: 2, node: 'us-west-2' });
      const query = `?type=${type}&region=us-west-2&search=${encodeURIComponent(search.toUpperCase())}`;
      const { node: _, ...listed } = data;
      expect((await succeed('listBuckets', {}, { query })).data).toEqual([listed]);
      const elsewhere = `?region=eu-west-1&search=${encodeURIComponent(search)}`;
      expect((await succeed('listBuckets', {}, { query: elsewhere })).data).toEqual([]);
      const sent = { form: { 'labels[]': 'live' } };
      const changed = await succeed('updateBucket', { bucket_id: data.id }, sent);
      expect(changed.data).toMatchObject({ name: search, labels: ['live'], created_at: data.created_at });
      await succeed('deleteBucket', { bucket_id: data.id });
    }
  });

  it('are not deleted while they hold anything', async () => {
    const id = await newBucket('File');
    const { data } = await succeed('addUpload', { bucket_id: id }, { json: { file_name: 'a.mp3' } });
    const { body } = await refuse('deleteBucket', { bucket_id: id }, 409);
    expect(body.message).toContain('not empty');
    await succeed('deleteFiles', { bucket_id: id, ids: data.id });
    await succeed('deleteBucket', { bucket_id: id });
  });

  it('have ids below 2^53 that are never used again', async () => {
    const first = await newBucket('File');
    await succeed('deleteBucket', { bucket_id: first });
    const second = await newBucket('File');
    expect(second).toBeGreaterThan(first);
    expect(Number.isSafeInteger(second)).toBe(true);
  });
});
