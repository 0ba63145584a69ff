import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodeMp3 } from '../sound/encode.ts';
import { makeMusic } from '../sound/music.ts';
import { asFile, call, newBucket, settled } from './client.ts';
import { fingerprintText } from './clients/payload.ts';
import { raw } from './raw.ts';

/** Bodies as the many clients there are send them. */

const fingerprint = fingerprintText();
const BUCKET = { name: 'Odd', region: 'eu-west-1', type: 'File' };

const part = (disposition: string, value: string, more = '') =>
  `--xyz\r\nContent-Disposition: form-data; ${disposition}\r\n${more}\r\n${value}\r\n`;

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
    expect(answer.body).toMatchObject({ message: expect.stringMatching(sentence) });
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

  it('that no schema reads are never decoded', async () => {
    const bucketId = await newBucket('File');
    const picture = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0x10]);
    const head = (name: string) =>
      `--xyz\r\nContent-Disposition: form-data; name="${name}"; filename="c.jpg"\r\nContent-Type: image/jpeg\r\n\r\n`;
    const unread = ['cover', 'cover[]', 'a[b]'].flatMap((name) => [head(name), picture, '\r\n']);
    const added = await send(bucketId, [...unread, part('name="fingerprint"', fingerprint)]);
    expect(added).toMatchObject({ status: 200, body: { data: { data_type: 'fingerprint' } } });
    const body = `name=Odd&region=eu-west-1&type=File&cover=%FF%D8`;
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    expect((await raw('POST', '/api/buckets', headers, body)).status).toBe(201);
    // One that is read still has to be readable.
    expect((await raw('POST', '/api/buckets', headers, `${body}&labels=%FF`)).status).toBe(400);
    for (const name of ['audio_file', 'file[]', 'file[0]']) {
      expect(await send(bucketId, [head(name), picture, '\r\n'])).toMatchObject({
        status: 422,
        body: { errors: { file: ['The file field is required.'] } },
      });
    }
  });

  it('of 10,000 the first too many is refused', async () => {
    const bucketId = await newBucket('File');
    const answer = await send(bucketId, Array(10_000).fill(part('name="labels[]"', 'x')));
    expect(answer).toMatchObject({ status: 400, body: { message: 'The body has more than 1000 fields.' } });
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
      [`filename="fallback.txt"; filename*=UTF-8''caf%C3%A9.txt`, 'café'],
      [`filename*=iso-8859-1'en'caf%E9.txt; filename="fallback.txt"`, 'café'],
      ['filename="=?utf-8?B?Y2Fmw6kudHh0?="', 'café'],
      ['filename="=?ISO-8859-1?Q?caf=E9_noir.txt?="', 'café noir'],
      ['filename="say %22hi%22.txt"', 'say "hi"'],
      ['filename="say \\"hi\\".txt"', 'say "hi"'],
    ] as const;
    for (const [name, title] of titles) {
      const file = part(`name="file"; ${name}`, fingerprint);
      const added = await send(bucketId, [file, part('name="data_type"', 'fingerprint')]);
      expect(added).toMatchObject({ status: 200, body: { data: { title } } });
    }
  });

  it('a file’s name that cannot be read is refused, and not altered', async () => {
    const bucketId = await newBucket('File');
    const names = [Buffer.from('caf\xe9.txt', 'latin1'), Buffer.from([0x83, 0x65, 0x83, 0x58, 0x83, 0x67])];
    for (const name of names) {
      const head = Buffer.concat([
        Buffer.from('--xyz\r\nContent-Disposition: form-data; name="file"; filename="'),
        name,
        Buffer.from('"\r\n\r\n'),
      ]);
      const answer = await send(bucketId, [head, fingerprint, '\r\n']);
      expect(answer).toMatchObject({ status: 400, body: { message: expect.stringContaining('UTF-8') } });
    }
    const file = part(`name="file"; filename*=cp932''%83e.txt`, fingerprint);
    expect((await send(bucketId, [file])).status).toBe(400);
  });

  it('keeps the whole name of a file, and reads text in the charset its part names', async () => {
    const bucketId = await newBucket('File');
    const title = Buffer.concat([
      Buffer.from('--xyz\r\nContent-Disposition: form-data; name="title"\r\n'),
      Buffer.from('Content-Type: text/plain; charset=ISO-8859-1\r\n\r\ncaf\xe9\r\n', 'latin1'),
    ]);
    const file = part('name="file"; filename="C:\\Music\\Song.v2.txt"', fingerprint);
    const added = await send(bucketId, [title, file, part('name="data_type"', 'fingerprint')]);
    expect(added).toMatchObject({ status: 200, body: { data: { title: 'café', file_name: 'Song.v2.txt' } } });
  });
});

describe('a body in gzip', () => {
  it('is read, of each kind', async () => {
    const form = new URLSearchParams(BUCKET).toString();
    for (const [type, body] of [
      ['application/json', JSON.stringify(BUCKET)],
      ['application/x-www-form-urlencoded', form],
    ] as const) {
      const headers = { 'Content-Type': type, 'Content-Encoding': 'GZIP' };
      const answer = await raw('POST', '/api/buckets', headers, gzipSync(body));
      expect(answer).toMatchObject({ status: 201, body: { data: { name: 'Odd' } } });
    }
  });

  it('that is none, or of another coding, is refused', async () => {
    const json = JSON.stringify(BUCKET);
    const sent = { 'Content-Type': 'application/json' };
    const plain = await raw('POST', '/api/buckets', { ...sent, 'Content-Encoding': 'gzip' }, json);
    expect(plain).toMatchObject({ status: 400, body: { message: expect.stringContaining('gzip') } });
    const cut = gzipSync(json).subarray(0, -4);
    expect((await raw('POST', '/api/buckets', { ...sent, 'Content-Encoding': 'gzip' }, cut)).status).toBe(
      400,
    );
    const other = await raw('POST', '/api/buckets', { ...sent, 'Content-Encoding': 'br' }, json);
    expect(other).toMatchObject({ status: 415, body: { message: expect.stringContaining('gzip') } });
  });
});
