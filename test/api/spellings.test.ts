import { describe, expect, it } from 'vitest';
import { call, newBucket, refuse, succeed } from './client.ts';
import { fingerprintText } from './clients/payload.ts';

/** Fields as the many clients there are spell them. */

const fingerprint = fingerprintText();
const BUCKET = { name: 'Odd', region: 'eu-west-1', type: 'File' };

describe('lists and objects in forms', () => {
  const spellings: [string, [string, string][]][] = [
    [
      'labels=… twice',
      [
        ['labels', 'a'],
        ['labels', 'b'],
      ],
    ],
    [
      'labels[]=… twice',
      [
        ['labels[]', 'a'],
        ['labels[]', 'b'],
      ],
    ],
    [
      'PHP’s labels[0]=… and labels[1]=…',
      [
        ['labels[0]', 'a'],
        ['labels[1]', 'b'],
      ],
    ],
    [
      'PHP’s with a gap',
      [
        ['labels[0]', 'a'],
        ['labels[2]', 'b'],
      ],
    ],
    ['a JSON array as text', [['labels', '["a","b"]']]],
  ];
  it.each(spellings)('%s is a list', async (_, labels) => {
    const form: [string, string][] = [...Object.entries(BUCKET), ...labels];
    expect((await succeed('createBucket', {}, { form })).data.labels).toEqual(['a', 'b']);
    const body = new FormData();
    for (const [name, value] of form) body.append(name, value);
    expect((await succeed('createBucket', {}, { body })).data.labels).toEqual(['a', 'b']);
  });

  it('one label is a list of one, however it is spelt', async () => {
    for (const [name, value] of [
      ['labels', 'a, b'],
      ['labels[]', 'a, b'],
      ['labels[0]', 'a, b'],
    ] as const) {
      const { data } = await succeed('createBucket', {}, { form: { ...BUCKET, [name]: value } });
      expect(data.labels).toEqual(['a, b']);
    }
  });

  it('user_defined[field]=… is an object', async () => {
    const bucketId = await newBucket('File');
    const form = {
      fingerprint,
      'user_defined[genre]': 'jazz',
      'user_defined[artists][0]': 'A',
      'user_defined[artists][1]': 'B',
      'user_defined[__proto__][x]': 'own',
    };
    const { data } = await succeed('addFile', { bucket_id: bucketId }, { form });
    expect(data.user_defined).toEqual({ genre: 'jazz', artists: ['A', 'B'] });
  });

  it('names that only look like lists are unknown fields', async () => {
    const names = [
      '[]',
      '[name]',
      'name]',
      'labels[[',
      'a[b][c][d][e][f][g]',
      '__proto__',
      '__proto__[name]',
    ];
    const form = { ...BUCKET, ...Object.fromEntries(names.map((name) => [name, 'x'])) };
    expect((await succeed('createBucket', {}, { form })).data).toMatchObject({ name: 'Odd', labels: [] });
  });
});

describe('user_defined', () => {
  it('is taken as an object, as JSON text, and as PHP’s empty array', async () => {
    const bucketId = await newBucket('File');
    const { data: file } = await succeed('addFile', { bucket_id: bucketId }, { json: { fingerprint } });
    const params = { bucket_id: bucketId, ids: file.id };
    for (const sent of [{ a: 1 }, '{"a":1}', ' { "a" : 1 } ']) {
      const { data } = await succeed('updateFile', params, { json: { user_defined: sent } });
      expect(data).toMatchObject({ user_defined: { a: 1 } });
    }
    for (const sent of [[], '[]']) {
      const { data } = await succeed('updateFile', params, { json: { user_defined: sent } });
      expect(data).toHaveProperty('user_defined', {});
    }
    for (const sent of ['[1]', [1], '"a"', '{"a":', 7]) {
      const path = `/api/buckets/${bucketId}/files/${file.id}`;
      const { status, body } = await call('PUT', path, { json: { user_defined: sent } });
      expect(status).toBe(422);
      expect(body).toHaveProperty('message', 'The user_defined field must be a JSON object.');
    }
  });
});

describe('enumerations and flags', () => {
  it('are told without regard to case', async () => {
    const json = { name: 'Odd', region: 'EU-West-1', type: 'dedupfile' };
    const { data } = await succeed('createBucket', {}, { json });
    expect(data).toMatchObject({ region: 'eu-west-1', type: 'DedupFile' });
    const query = '?type=DEDUPFILE&region=EU-WEST-1&per_page=1';
    expect((await succeed('listBuckets', {}, { query })).data[0]?.type).toBe('DedupFile');
    const bucket_id = await newBucket('File');
    const added = await succeed(
      'addFile',
      { bucket_id },
      { json: { fingerprint, data_type: 'FingerPrint' } },
    );
    expect(added.data.data_type).toBe('fingerprint');
    await succeed('listFiles', { bucket_id }, { query: '?sort=Status&order=DESC' });
    await succeed('createToken', {}, { json: { name: 'x', scopes: 'Read,WRITE' } });
  });

  it('audio_type is data_type', async () => {
    const bucket_id = await newBucket('File');
    const multipart = { file: new File([fingerprint], 'a.txt'), audio_type: 'fingerprint' };
    const { data } = await succeed('addFile', { bucket_id }, { multipart });
    expect(data).toMatchObject({ data_type: 'fingerprint', audio_id: '' });
  });

  it('a flag is 0, 1, true or false', async () => {
    for (const [db_if_nodup, do_db] of [
      [0, false],
      ['0', false],
      [false, false],
      ['false', false],
      ['False', false],
      [1, true],
      ['1', true],
      [true, true],
      ['TRUE', true],
    ] as const) {
      const bucket_id = await newBucket('DedupFile');
      const json = { id: 'a', fingerprint, db_if_nodup };
      expect((await succeed('addDedupFile', { bucket_id }, { json })).data.do_db).toBe(do_db);
    }
    const bucket_id = await newBucket('DedupFile');
    for (const db_if_nodup of ['yes', 2, -1, {}, []]) {
      const json = { id: 'a', fingerprint, db_if_nodup };
      const { body } = await refuse('addDedupFile', { bucket_id }, 422, { json });
      expect(body.errors).toEqual({ db_if_nodup: ['The db_if_nodup field must be 0, 1, true or false.'] });
    }
  });
});

describe('a search', () => {
  it('finds a title however it is composed and in whatever case', async () => {
    const bucket_id = await newBucket('File');
    const titles = ['Beyonc\u00e9', 'Beyonce\u0301', 'STRASSE', 'Ὀδυσσεύς', 'ﬁne'];
    for (const title of titles) await succeed('addFile', { bucket_id }, { json: { title, fingerprint } });
    const found = async (search: string) => {
      const query = `?${new URLSearchParams({ search })}`;
      return (await succeed('listFiles', { bucket_id }, { query })).data.map(({ title }) => title);
    };
    for (const search of ['BEYONC\u00c9', 'beyonce\u0301'])
      expect(await found(search)).toEqual(titles.slice(0, 2));
    expect(await found('straße')).toEqual(['STRASSE']);
    expect(await found('ὈΔΥΣΣΕΎΣ')).toEqual(['Ὀδυσσεύς']);
    expect(await found('FINE')).toEqual(['ﬁne']);
    expect(await found('beyonce')).toEqual([titles[1]].slice(0, 0));
    const name = `É ${crypto.randomUUID()}`;
    await succeed('createBucket', {}, { json: { ...BUCKET, name } });
    const query = `?${new URLSearchParams({ search: name.normalize('NFD').toLowerCase() })}`;
    expect((await succeed('listBuckets', {}, { query })).data).toHaveLength(1);
  });
});

describe('ids and numbers', () => {
  it('are taken as numbers and as digits', async () => {
    for (const [id, keep] of [
      [20260, 1],
      ['20260', '1'],
    ] as const) {
      const bucketId = await newBucket('DedupFile');
      const json = { id, fingerprint, db_if_nodup: keep };
      expect((await succeed('addDedupFile', { bucket_id: bucketId }, { json })).data.do_db).toBe(true);
      const { data } = await succeed('getGroup', { bucket_id: bucketId, ids: '20260' });
      expect(data[0]?.matches[0]?.id).toBe('20260');
    }
    for (const netType of [2, '2']) {
      const { data } = await succeed('createBucket', {}, { json: { ...BUCKET, net_type: netType } });
      expect(data.net_type).toBe(2);
    }
  });

  it('that JSON cannot hold are refused, not rounded', async () => {
    const bucketId = await newBucket('DedupFile');
    const body = `{"id":12345678901234567890,"fingerprint":${JSON.stringify(fingerprint)}}`;
    const headers = { 'content-type': 'application/json' };
    const answer = await call('POST', `/api/buckets/${bucketId}/dedup-files`, { headers, body });
    expect(answer.status).toBe(422);
    expect(JSON.stringify(answer.body)).toContain('in quotes');
  });

  it('texts must be texts', async () => {
    for (const name of [null, {}, ['a'], true]) {
      const answer = await call('POST', '/api/buckets', { json: { ...BUCKET, name } });
      expect(answer.status).toBe(422);
      expect(answer.body).toMatchObject({ errors: { name: [expect.stringMatching(/must be text/)] } });
    }
    expect((await succeed('createBucket', {}, { json: { ...BUCKET, name: 2026 } })).data.name).toBe('2026');
  });
});
