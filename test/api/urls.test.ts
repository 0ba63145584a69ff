import type { RequestListener } from 'node:http';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { encodeMp3 } from '../sound/encode.ts';
import { makeMusic } from '../sound/music.ts';
import { serve } from '../web/web-server.ts';
import { call, newBucket, settled, succeed } from './client.ts';

let mp3: Uint8Array;
beforeAll(async () => {
  mp3 = await encodeMp3(makeMusic({ seed: 21, seconds: 12, sampleRate: 44100, channels: 2 }));
});

const web = (answer: RequestListener) => serve(answer, inject('webPort'));
const here = (path: string) => `http://127.0.0.1:${inject('webPort')}${path}`;
const add = async (bucketId: number, url: string, fields: Record<string, string> = {}) =>
  (await succeed('addFile', { bucket_id: bucketId }, { form: { data_type: 'audio_url', url, ...fields } }))
    .data;
/** The sentence a URL ends with in state −1. */
async function failure(url: string): Promise<string> {
  const bucketId = await newBucket('File');
  const file = await settled(bucketId, (await add(bucketId, url)).id);
  expect(file).toMatchObject({ state: -1, size: null, md5: null, duration: 0 });
  return file?.error ?? '';
}

describe('a file by its URL', () => {
  it('is answered at once, downloaded over redirects, listened to and deleted', async () => {
    await web((request, response) => {
      if (request.url === '/go') response.writeHead(302, { location: '/music/a' }).end();
      else response.end(mp3);
    });
    const bucketId = await newBucket('File');
    const added = await add(bucketId, here('/go'), { title: 'Mine', audio_id: 'x', user_defined: '{"a":1}' });
    expect(added).toMatchObject({
      state: 0,
      duration: '0.000000',
      title: 'Mine',
      audio_id: 'x',
      user_defined: { a: 1 },
      data_type: 'audio_url',
      size: null,
      md5: null,
    });
    const ready = await settled(bucketId, added.id);
    expect(ready).toMatchObject({ state: 1, duration: 12, size: mp3.length, error: null });
    expect(ready?.md5).toMatch(/^[0-9a-f]{32}$/);
    expect(ready?.data_type).toBe('audio_url');
    const { data: bucket } = await succeed('getBucket', { bucket_id: bucketId });
    expect(bucket).toMatchObject({ num: 1, size: String(mp3.length) });

    await succeed('deleteFiles', { bucket_id: bucketId, ids: added.acr_id });
    expect((await succeed('getBucket', { bucket_id: bucketId })).data).toMatchObject({ num: 0, size: 0 });
  });

  it('is downloaded in the region of its bucket', async () => {
    await web((_, response) => response.end(mp3));
    const bucketId = await newBucket('File', 'us-west-2');
    const { id } = await add(bucketId, here('/a.mp3'));
    expect(await settled(bucketId, id)).toMatchObject({ state: 1, size: mp3.length });
  });

  it.each([
    ['/music/First%20song.mp3?key=a.b/c', 'First song'],
    ['/music/album/', 'album'],
    ['/100%', '100%'],
    ['/.mp3', '.mp3'],
    ['', '127.0.0.1'],
  ])('%s is called %s', async (path, title) => {
    await web((_, response) => response.writeHead(404).end());
    const bucketId = await newBucket('File');
    const added = await add(bucketId, here(path));
    expect(added).toMatchObject({ title });
    expect(await settled(bucketId, added.id)).toMatchObject({ title });
  });

  it.each([
    [undefined, 'The url field is required.'],
    ['', 'The url field is required.'],
    ['ftp://media.example.com/a.mp3', 'The url field must be an http or https URL.'],
    ['file:///etc/passwd', 'The url field must be an http or https URL.'],
    ['media.example.com/a.mp3', 'The url field must be an http or https URL.'],
    ['http://', 'The url field must be an http or https URL.'],
    ['http://256.256.256.256/', 'The url field must be an http or https URL.'],
    [`http://media.example.com/${'a'.repeat(2000)}`, 'The url field must have at most 2000 characters.'],
  ])('is refused when the url is %s', async (url, sentence) => {
    const path = `/api/buckets/${await newBucket('File')}/files`;
    const json = { data_type: 'audio_url', ...(url !== undefined && { url }) };
    const { status, body } = await call('POST', path, { json });
    expect(status).toBe(422);
    expect(body).toEqual({ message: sentence, error: sentence, errors: { url: [sentence] } });
  });

  it('takes a URL of 2000 characters', async () => {
    await web((_, response) => response.writeHead(404).end());
    const bucketId = await newBucket('File');
    await settled(bucketId, (await add(bucketId, here('/').padEnd(2000, 'a'))).id);
  });

  it('cannot be a direct upload', async () => {
    const bucketId = await newBucket('File');
    const json = { file_name: 'a.mp3', data_type: 'audio_url', url: here('/a.mp3') };
    const { status, body } = await call('POST', `/api/buckets/${bucketId}/uploads`, { json });
    expect(status).toBe(422);
    expect(body).toMatchObject({
      errors: { data_type: ['The data_type field must be one of audio, fingerprint.'] },
    });
  });
});

describe('a URL that cannot be downloaded ends in state −1 with a sentence', () => {
  it.each([
    'http://localhost/a.mp3',
    'http://127.1:8787/api/health',
    'http://0x7f000001/',
    'http://169.254.169.254/latest/meta-data/iam/security-credentials/',
    'http://[::ffff:10.0.0.1]/',
    'https://metadata.google.internal/',
  ])('%s: not public', async (url) => {
    expect(await failure(url)).toMatch(/^The host .+ is not on the public internet/);
  });

  it('one with a password in it, which is not repeated', async () => {
    const error = await failure('http://me:secret@media.example.com/');
    expect(error).toContain('user name or password');
    expect(error).not.toContain('secret');
  });

  it('a redirect to the API itself', async () => {
    await web((_, response) =>
      response.writeHead(302, { location: `${inject('endpoints')['eu-west-1']}/api/health` }).end(),
    );
    expect(await failure(here('/'))).toContain('not on the public internet');
  });

  it('a page that is not there', async () => {
    await web((_, response) => response.writeHead(404).end());
    expect(await failure(here('/'))).toBe('127.0.0.1 answered 404 instead of 200 with the file.');
  });

  it('a file larger than 1 GB', async () => {
    await web((_, response) => {
      response.writeHead(200, { 'content-length': 1024 ** 3 + 1 });
      response.flushHeaders();
    });
    expect(await failure(here('/'))).toContain('larger than the 1073741824 bytes');
  });

  it('what is no audio', async () => {
    await web((_, response) => response.end('<html>'.repeat(500)));
    const bucketId = await newBucket('File');
    const file = await settled(bucketId, (await add(bucketId, here('/'))).id);
    expect(file).toMatchObject({ state: -1, size: 3000 });
    expect(file?.error).toContain('a web page');
  });
});
