import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Gateway, startGateway } from '#gateway/gateway.ts';
import { encodeMp3 } from '../sound/encode.ts';
import { makeMusic } from '../sound/music.ts';
import { toWav } from '../sound/wav.ts';
import { asFile, call, newBucket, refuse, settled, succeed } from './client.ts';
import { exchange } from './clients/exchange.ts';

/** Uploads of any size, through a gateway before the deployment that all tests share. */

const region = 'eu-west-1';
let gateway: Gateway;
let endpoint: string;
beforeAll(async () => {
  const to = new URL(inject('endpoints')[region] ?? '');
  gateway = await startGateway({ to, host: '127.0.0.1', port: 0, disk: 1e9 });
  endpoint = gateway.url;
});
afterAll(() => gateway.close());

const SECONDS = 10;

/** A wav of so many bytes; after its sound comes a chunk that players pass over. */
function wavOf(megabytes: number): Buffer {
  const song = toWav(makeMusic({ seed: 700 + megabytes, seconds: SECONDS }));
  const junk = Buffer.alloc(megabytes * 1e6 - song.length, 'junk');
  junk.writeUInt32LE(junk.length - 8, 4);
  const bytes = Buffer.concat([song, junk]);
  bytes.writeUInt32LE(bytes.length - 8, 4);
  return bytes;
}
const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');

describe('an upload of 5 MB', () => {
  const bytes = wavOf(5);

  it('by fetch is answered as a small one is, and becomes the file that was sent', async () => {
    const bucket_id = await newBucket('File');
    const multipart = {
      file: asFile(bytes, 'Grüße.wav'),
      user_defined: '{"isrc":"DE-X1"}',
      audio_id: 'cat-1',
    };
    const { data } = await succeed('addFile', { bucket_id }, { multipart, endpoint });
    expect(data).toMatchObject({
      title: 'Grüße',
      audio_id: 'cat-1',
      user_defined: { isrc: 'DE-X1' },
      state: 0,
      duration: SECONDS.toFixed(6),
    });
    expect(await settled(bucket_id, data.id)).toMatchObject({
      state: 1,
      size: bytes.length,
      md5: md5(bytes),
      duration: SECONDS,
      error: null,
    });
  });

  it('in chunks and by curl’s head comes through too', async () => {
    const bucket_id = await newBucket('File');
    const boundary = '------------------------d74496d66958873e';
    const before = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\nContent-Type: application/octet-stream\r\n\r\n`;
    const after = `\r\n--${boundary}\r\nContent-Disposition: form-data; name="title"\r\n\r\nFür Elise\r\n--${boundary}--\r\n`;
    const body = Buffer.concat([Buffer.from(before), bytes, Buffer.from(after)]);
    const head = [
      `POST /api/buckets/${bucket_id}/files HTTP/1.1`,
      `Host: ${new URL(endpoint).host}`,
      `Authorization: Bearer ${inject('token')}`,
      `Content-Type: multipart/form-data; boundary=${boundary}`,
    ];
    const framed = [
      [[...head, `Content-Length: ${body.length}`, 'Expect: 100-continue'], body],
      [
        [...head, 'Transfer-Encoding: chunked'],
        Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n0\r\n\r\n')]),
      ],
    ] as const;
    for (const [lines, sent] of framed) {
      const request = Buffer.concat([Buffer.from([...lines, '', ''].join('\r\n')), sent]);
      const answer = await exchange(endpoint, request);
      expect(answer).toMatchObject({ status: 200, body: { data: { title: 'Für Elise', state: 0 } } });
    }
  });
});

describe('what is over the inline limit', () => {
  const large = wavOf(5);

  it('is refused by the deployment itself, taken by the gateway', async () => {
    const bucket_id = await newBucket('File');
    const multipart = { file: asFile(large, 'a.wav') };
    const path = `/api/buckets/${bucket_id}/files`;
    expect((await call('POST', path, { multipart })).status).toBe(413);
    await succeed('addFile', { bucket_id }, { multipart, endpoint });
  });

  it('is refused through the gateway as the deployment refuses it', async () => {
    const bucket_id = await newBucket('File');
    const multipart = { file: asFile(large, 'a.wav'), user_defined: 'no object' };
    const token = 'rf1_unknown';
    await refuse('addFile', { bucket_id }, 401, { multipart, endpoint, token });
    await refuse('addFile', { bucket_id: 1_000_001 }, 404, {
      multipart: { file: multipart.file },
      endpoint,
    });
    const { body } = await refuse('addFile', { bucket_id }, 422, { multipart, endpoint });
    expect(Object.keys(body.errors ?? {})).toEqual(['user_defined']);
    expect((await succeed('listFiles', { bucket_id })).meta.total).toBe(0);
  });

  it('under one Idempotency-Key is one file; other bytes of its size are another call', async () => {
    const bucket_id = await newBucket('File');
    const send = (bytes: Uint8Array) => ({
      multipart: { file: asFile(bytes, 'a.wav') },
      headers: { 'Idempotency-Key': 'again' },
      endpoint,
    });
    const first = await succeed('addFile', { bucket_id }, send(large));
    expect(await succeed('addFile', { bucket_id }, send(large))).toEqual(first);
    const { body } = await refuse('addFile', { bucket_id }, 422, send(wavOf(5).fill(0, 100, 10_000)));
    expect(Object.keys(body.errors ?? {})).toEqual(['Idempotency-Key']);
    expect(await settled(bucket_id, first.data.id)).toMatchObject({ state: 1, md5: md5(large) });
    expect((await succeed('listFiles', { bucket_id })).meta.total).toBe(1);
  });

  it('may be a small file beside a large picture', async () => {
    const bucket_id = await newBucket('File');
    const song = await encodeMp3(makeMusic({ seed: 41, seconds: 4 }), 32);
    const multipart = { cover: asFile(new Uint8Array(5_000_000), 'c.jpg'), file: asFile(song, 'a.mp3') };
    const { data } = await succeed('addFile', { bucket_id }, { multipart, endpoint });
    expect(await settled(bucket_id, data.id)).toMatchObject({ state: 1, title: 'a', md5: md5(song) });
  });

  it('is dedup audio, which is heard in the gateway, at other speeds too', async () => {
    const bucket_id = await newBucket('DedupFile');
    const [plane = new Float32Array()] = makeMusic({ seed: 612, seconds: 60 }).channels;
    const song = { channels: [plane, plane, plane, plane], sampleRate: 11_025 };
    const ask = (id: string, speed: number) => {
      const file = asFile(toWav({ ...song, sampleRate: Math.round(song.sampleRate * speed) }), `${id}.wav`);
      return succeed('addDedupFile', { bucket_id }, { multipart: { id, file }, endpoint });
    };
    expect((await ask('original', 1)).data).toMatchObject({ dup_files: [], do_db: true });
    expect((await ask('faster', 1.01)).data).toMatchObject({ dup_files: ['original'], do_db: false });
  });

  it('is a sample, which is heard in the gateway', async () => {
    const bucket_id = await newBucket('File');
    const multipart = { file: asFile(large, 'a.wav') };
    const { data } = await succeed('addFile', { bucket_id }, { multipart, endpoint });
    await settled(bucket_id, data.id);
    const found = await succeed('identifySample', { bucket_id }, { multipart, endpoint });
    expect(found.data).toMatchObject([{ id: data.id, relation: 'same' }]);
  });

  it('is dedup audio that is none: 422, as by the deployment', async () => {
    const bucket_id = await newBucket('DedupFile');
    const file = asFile(new Uint8Array(5_000_000), 'zeros.wav');
    const path = `/api/buckets/${bucket_id}/dedup-files`;
    const { status, body } = await call('POST', path, { multipart: { id: 'x', file }, endpoint });
    const sentence = expect.stringMatching(/not audio in a known format/);
    expect(status).toBe(422);
    expect(body).toEqual({ message: sentence, error: sentence, errors: { file: [sentence] } });
  });
});

it('links in answers lead back to the gateway', async () => {
  const bucket_id = await newBucket('File');
  const list = await succeed('listFiles', { bucket_id }, { endpoint });
  expect(list.meta.path).toBe(`${endpoint}/api/buckets/${bucket_id}/files`);
  expect(new URL(list.links.first).origin).toBe(endpoint);
  // Whoever tells nonsense is told where it has really called.
  for (const origin of ['javascript:alert(1)', 'nowhere', 'ftp://h']) {
    const headers = { 'refrain-origin': origin };
    const { meta } = await succeed('listFiles', { bucket_id }, { headers });
    expect(meta.path).toBe(`${inject('endpoints')[region]}/api/buckets/${bucket_id}/files`);
  }
});

it('a route that nobody has is none through the gateway too', async () => {
  expect((await call('GET', '/api/nothing', { endpoint })).status).toBe(404);
});
