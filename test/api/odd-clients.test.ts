import { beforeAll, describe, expect, inject, it } from 'vitest';
import { encodeMp3 } from '../sound/encode.ts';
import { makeMusic } from '../sound/music.ts';
import { asFile, call, newBucket, settled, succeed } from './client.ts';
import { exchange } from './clients/exchange.ts';
import { fingerprintText } from './clients/payload.ts';

/** Clients that are sloppy, strict, or peculiar about how they spell things. */

const fingerprint = fingerprintText();
const BUCKET = { name: 'Odd', region: 'eu-west-1', type: 'File' };

/** Header names and body as given. */
function raw(method: string, path: string, headers: Record<string, string>, body: string | Uint8Array = '') {
  const url = inject('endpoints')['eu-west-1'] ?? '';
  const bytes = Buffer.from(body);
  const all = {
    Host: new URL(url).host,
    Authorization: `Bearer ${inject('token')}`,
    'Content-Length': String(bytes.length),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  const head = [`${method} ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n');
  return exchange(url, Buffer.concat([Buffer.from(head), bytes]));
}

const part = (disposition: string, value: string, more = '') =>
  `--xyz\r\nContent-Disposition: form-data; ${disposition}\r\n${more}\r\n${value}\r\n`;

describe('a client that pages', () => {
  let bucketId: number;
  let ids: number[];
  beforeAll(async () => {
    bucketId = await newBucket('File');
    ids = [];
    for (const title of ['one', 'two', 'three', 'four', 'five']) {
      const json = { title, fingerprint, data_type: 'fingerprint' };
      ids.push((await succeed('addFile', { bucket_id: bucketId }, { json })).data.id);
    }
    for (const id of ids) await settled(bucketId, id);
  });

  async function walk(query: string, next: (link: string) => string) {
    const seen: number[] = [];
    let link: string | null = query;
    while (link !== null) {
      const page: Awaited<ReturnType<typeof list>> = await list(link);
      seen.push(...page.data.map(({ id }) => id));
      link = page.links.next && next(page.links.next);
    }
    return seen;
  }
  const list = (link: string) =>
    succeed('listFiles', { bucket_id: bucketId }, { query: link.slice(link.indexOf('?')) });

  it('starts at page 0 and follows the links sees every file once', async () => {
    expect(await walk('?page=0&per_page=2', (link) => link)).toEqual(ids);
  });

  it('appends its sort to every link, whatever is in the link already', async () => {
    const sort = '&sort=status&order=desc&state=1';
    const links: string[] = [];
    const next = (link: string) => {
      links.push(link);
      return `${link}${sort}`;
    };
    const sent = `?per_page=1&sort=id&order=asc${sort}`;
    expect(await walk(sent, next)).toEqual([...ids].reverse());
    expect(links.map((link) => new URL(link).search)).toEqual(
      [2, 3, 4, 5].map((page) => `?page=${page}&per_page=1&sort=status&order=desc&state=1`),
    );
  });
});

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
      expect((await call('PUT', path, { json: { user_defined: sent } })).status).toBe(422);
    }
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

describe('a Content-Type', () => {
  const json = JSON.stringify(BUCKET);
  const form = new URLSearchParams(BUCKET).toString();
  const multipart = `${Object.entries(BUCKET)
    .map(([name, value]) => part(`name="${name}"`, value))
    .join('')}--xyz--\r\n`;

  it.each([
    ['application/json; charset=utf-8', json],
    ['application/json;charset=UTF-8', `\uFEFF${json}`],
    ['APPLICATION/JSON', json],
    ['application/x-www-form-urlencoded; charset=utf-8', form],
    ['Application/X-WWW-Form-URLencoded;charset=UTF-8', form],
    ['multipart/form-data; boundary=xyz; charset=utf-8', multipart],
    ['multipart/form-data; charset=utf-8; boundary="xyz"', multipart],
    ['Multipart/Form-Data;Boundary=xyz', `preamble\r\n${multipart}epilogue`],
  ])('%s is understood', async (type, body) => {
    const { status, body: answer } = await raw('POST', '/api/buckets', { 'CONTENT-TYPE': type }, body);
    expect(answer).toMatchObject({ data: { name: 'Odd' } });
    expect(status).toBe(201);
  });

  it.each([
    ['application/json', multipart, /is multipart\/form-data.*says application\/json.*boundary/],
    ['application/json', form, /is not the JSON/],
    [
      'application/x-www-form-urlencoded',
      json,
      /is application\/json.*says application\/x-www-form-urlencoded/,
    ],
    ['application/x-www-form-urlencoded', multipart, /is multipart\/form-data.*boundary/],
    ['multipart/form-data', multipart, /no boundary.*set it itself/],
    ['multipart/form-data; boundary=other', multipart, /is not the multipart\/form-data/],
    ['multipart/form-data; boundary=xyz', multipart.slice(0, -20), /is not the multipart\/form-data/],
    ['multipart/form-data; boundary=xyz', json, /is not the multipart\/form-data/],
  ])('%s that is not true is a clear 400', async (type, body, sentence) => {
    const answer = await raw('POST', '/api/buckets', { 'Content-Type': type }, body);
    expect(answer.body).toEqual({ message: expect.stringMatching(sentence) });
    expect(answer.status).toBe(400);
  });

  it('of another kind, or none, is a 415 that names those that work', async () => {
    for (const headers of [{ 'Content-Type': 'text/plain' }, { 'Content-Type': '' }, {}]) {
      const answer = await raw('POST', '/api/buckets', headers, json);
      expect(answer.status).toBe(415);
      expect(JSON.stringify(answer.body)).toContain('application/json, application/x-www-form-urlencoded');
    }
  });

  it('without a body has no fields', async () => {
    const types = ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'];
    for (const type of types) {
      const answer = await raw('POST', '/api/buckets', { 'Content-Type': type });
      expect(answer).toMatchObject({
        status: 422,
        body: { errors: { name: ['The name field is required.'] } },
      });
    }
    const empty = { 'Content-Type': 'multipart/form-data; boundary=xyz' };
    expect((await raw('POST', '/api/buckets', empty, '--xyz--\r\n')).status).toBe(422);
  });
});

describe('parts of a multipart body', () => {
  const send = (bucketId: number, parts: readonly (string | Uint8Array)[]) => {
    const body = Buffer.concat([...parts.map((bytes) => Buffer.from(bytes)), Buffer.from('--xyz--\r\n')]);
    const headers = { 'Content-Type': 'multipart/form-data; boundary=xyz' };
    return raw('POST', `/api/buckets/${bucketId}/files`, headers, body);
  };
  const idOf = ({ body }: { body: unknown }) => {
    expect(body).toMatchObject({ data: { id: expect.any(Number) } });
    return (body as { data: { id: number } }).data.id;
  };

  it('a file without a name is a file all the same, byte for byte', async () => {
    const mp3 = await encodeMp3(makeMusic({ seed: 43, seconds: 4 }), 32);
    const bucketId = await newBucket('File');
    for (const more of ['', 'Content-Type: text/plain\r\n', 'Content-Transfer-Encoding: binary\r\n']) {
      const head = `--xyz\r\ncontent-disposition: form-data; name="file"\r\n${more}\r\n`;
      const added = await send(bucketId, [head, mp3, '\r\n']);
      expect(added).toMatchObject({ status: 200, body: { data: { title: 'untitled', data_type: 'audio' } } });
      expect(await settled(bucketId, idOf(added))).toMatchObject({ state: 1, size: mp3.length });
    }
  });

  it('a file field in which no file was chosen was not sent', async () => {
    const bucketId = await newBucket('File');
    const unchosen = part('name="file"; filename=""', '', 'Content-Type: application/octet-stream\r\n');
    const added = await send(bucketId, [unchosen, part('name="fingerprint"', fingerprint)]);
    expect(added).toMatchObject({ status: 200, body: { data: { data_type: 'fingerprint' } } });
    const missing = await send(bucketId, [unchosen]);
    expect(missing).toMatchObject({
      status: 422,
      body: { errors: { file: ['The file field is required.'] } },
    });
  });

  it('text with a file name or a type is text', async () => {
    const bucketId = await newBucket('File');
    const added = await send(bucketId, [
      part('name="title"; filename="title"', 'Größe'),
      part('name="user_defined"; filename="blob"', '{"a":1}', 'Content-Type: application/json\r\n'),
      part('name="audio_id"', '42', 'Content-Type: application/octet-stream\r\n'),
      part('name="fingerprint"; filename="f.txt"', fingerprint, 'Content-Type: text/plain\r\n'),
    ]);
    expect(added).toMatchObject({
      status: 200,
      body: { data: { title: 'Größe', user_defined: { a: 1 }, audio_id: '42' } },
    });
  });

  it('a part without a name is passed over', async () => {
    const bucketId = await newBucket('File');
    const added = await send(bucketId, [
      part('filename="x.txt"', 'x'),
      '--xyz\r\nContent-Type: text/plain\r\n\r\nx\r\n',
      part('name="fingerprint"', fingerprint),
    ]);
    expect(added.status).toBe(200);
  });

  it('two files are one too many', async () => {
    const bucketId = await newBucket('File');
    const body = new FormData();
    for (const name of ['a.txt', 'b.txt']) body.append('file', asFile(Buffer.from(fingerprint), name));
    const { status, body: answer } = await call('POST', `/api/buckets/${bucketId}/files`, { body });
    expect(status).toBe(422);
    expect(answer).toMatchObject({ errors: { file: [expect.stringContaining('one')] } });
  });

  it('a title comes from the file’s name, whatever folder, ending or alphabet it has', async () => {
    const bucketId = await newBucket('File');
    const titles = [
      ['filename="/home/me/Größe.v2.txt"', 'Größe.v2'],
      ['filename="C:\\Music\\Song.txt"', 'Song'],
      [`filename*=utf-8''%E6%AD%8C.txt`, '歌'],
    ] as const;
    for (const [name, title] of titles) {
      const file = part(`name="file"; ${name}`, fingerprint);
      const added = await send(bucketId, [file, part('name="data_type"', 'fingerprint')]);
      expect(added).toMatchObject({ status: 200, body: { data: { title } } });
    }
  });
});

describe('a request', () => {
  it('may spell its headers and its Bearer as it likes', async () => {
    const token = inject('token');
    for (const authorization of [`bearer ${token}`, `BEARER  ${token}`, ` Bearer ${token} `]) {
      const answer = await raw('GET', '/api/buckets?per_page=1', { Authorization: authorization });
      expect(answer.status).toBe(200);
    }
  });

  it('may ask for something else than JSON', async () => {
    for (const accept of ['text/html', 'application/xml', '*/*']) {
      const { status, headers } = await call('GET', '/api/buckets?per_page=1', { headers: { accept } });
      expect(status).toBe(200);
      expect(headers.get('content-type')).toMatch(/^application\/json/);
    }
  });
});
