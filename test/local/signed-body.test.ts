import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Engines, startEngines } from '#local/engines.ts';
import { hmac, sha256, signature, signingKey } from '#local/front/signature.ts';
import { awsChunked } from '#local/s3/aws-chunked.ts';
import { credentials, regions, s3Client, temporaryFolder } from './engines.ts';

// Bodies that the JavaScript SDK does not send, but other clients do.
const folder = temporaryFolder();
let engines: Engines;
const region = regions[0];
const Bucket = 'refrain-bodies';

beforeAll(async () => {
  engines = await startEngines({ data: folder.path, regions });
  await s3Client(engines.endpoint).send(new CreateBucketCommand({ Bucket }));
});

afterAll(async () => {
  await engines?.close();
  folder.remove();
});

interface Sent {
  readonly key: string;
  readonly payloadHash: string;
  readonly headers: Record<string, string>;
  /** Gets the seed signature, for chunks that are signed. */
  readonly body: (seed: string, sign: (text: string) => string, time: string) => Buffer;
}

async function send({ key, payloadHash, headers, body }: Sent): Promise<string> {
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const date = time.slice(0, 8);
  const all = {
    ...headers,
    host: new URL(engines.endpoint).host,
    'x-amz-date': time,
    'x-amz-content-sha256': payloadHash,
  };
  const signedHeaders = Object.keys(all).sort();
  const scope = `${date}/${region}/s3/aws4_request`;
  const signingSecret = signingKey(credentials.secretAccessKey, date, region, 's3');
  const path = `/${Bucket}/${key}`;
  const request = {
    method: 'PUT',
    path,
    query: '',
    headers: new Map(Object.entries(all)),
    signedHeaders,
    payloadHash,
    time,
    scope,
  };
  const seed = signature(request, signingSecret);
  const authorization = `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${signedHeaders.join(';')}, Signature=${seed}`;
  const { host: _, ...rest } = all;
  const answer = await fetch(engines.endpoint + path, {
    method: 'PUT',
    headers: { ...rest, authorization },
    body: Uint8Array.from(body(seed, (text) => hmac(signingSecret, text).toString('hex'), time)),
  });
  return answer.ok
    ? 'stored'
    : (/<Code>(.*)<\/Code>/.exec(await answer.text())?.[1] ?? String(answer.status));
}

async function stored(Key: string): Promise<Buffer> {
  const { Body } = await s3Client(engines.endpoint).send(new GetObjectCommand({ Bucket, Key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

const bytes = randomBytes(150_000);

function signedChunks(spoil: boolean): Sent['body'] {
  return (seed, sign, time) => {
    let previous = seed;
    const chunks = [bytes.subarray(0, 65_536), bytes.subarray(65_536), Buffer.alloc(0)].map((chunk, i) => {
      const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`;
      previous = sign(
        ['AWS4-HMAC-SHA256-PAYLOAD', time, scope, previous, sha256(''), sha256(chunk)].join('\n'),
      );
      const content = spoil && i === 1 ? Buffer.alloc(chunk.length, 1) : chunk;
      return Buffer.concat([
        Buffer.from(`${chunk.length.toString(16)};chunk-signature=${previous}\r\n`),
        content,
        Buffer.from('\r\n'),
      ]);
    });
    return Buffer.concat(chunks);
  };
}

const chunkHeaders = {
  'content-encoding': 'aws-chunked',
  'x-amz-decoded-content-length': String(bytes.length),
};

test('a body of signed chunks is stored, and one with a changed chunk is not', async () => {
  const payloadHash = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD';
  const sent = { payloadHash, headers: chunkHeaders };
  expect(await send({ ...sent, key: 'chunks', body: signedChunks(false) })).toBe('stored');
  expect((await stored('chunks')).equals(bytes)).toBe(true);
  expect(await send({ ...sent, key: 'spoilt', body: signedChunks(true) })).toBe('SignatureDoesNotMatch');
  await expect(stored('spoilt')).rejects.toMatchObject({ name: 'NoSuchKey' });
});

test('a trailing checksum is held against the bytes', async () => {
  const trailing = (checksum: number): Sent['body'] => {
    const value = Buffer.alloc(4);
    value.writeUInt32BE(checksum);
    const end = `\r\n0\r\nx-amz-checksum-crc32:${value.toString('base64')}\r\n\r\n`;
    return () => Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from(end)]);
  };
  const headers = { ...chunkHeaders, 'x-amz-trailer': 'x-amz-checksum-crc32' };
  const sent = { payloadHash: 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', headers };
  expect(await send({ ...sent, key: 'trailer', body: trailing(crc32(bytes)) })).toBe('stored');
  expect((await stored('trailer')).equals(bytes)).toBe(true);
  expect(await send({ ...sent, key: 'false-trailer', body: trailing(1) })).toBe('BadDigest');
  const short = { ...headers, 'x-amz-decoded-content-length': String(bytes.length + 1) };
  expect(await send({ ...sent, headers: short, key: 'short', body: trailing(crc32(bytes)) })).toBe(
    'IncompleteBody',
  );
});

test('a signed hash is held against the bytes', async () => {
  const payloadHash = createHash('sha256').update(bytes).digest('hex');
  expect(await send({ key: 'hash', payloadHash, headers: {}, body: () => bytes })).toBe('stored');
  const other = { key: 'other', payloadHash, headers: {}, body: () => Buffer.from('other') };
  expect(await send(other)).toBe('XAmzContentSHA256Mismatch');
});

test('an upload that breaks off leaves nothing', async () => {
  const { port } = new URL(engines.endpoint);
  const socket = connect(Number(port), '127.0.0.1');
  const s3 = s3Client(engines.endpoint);
  s3.config.requestChecksumCalculation = async () => 'WHEN_REQUIRED';
  const url = new URL(await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: 'broken' })));
  const head = `PUT ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\ncontent-length: 200000\r\n\r\n`;
  const before = await blobs();
  socket.write(head);
  socket.write(bytes);
  while ((await blobs()).length === before.length) await delay(5);
  socket.destroy();
  while ((await blobs()).length > before.length) await delay(5);
  await expect(stored('broken')).rejects.toMatchObject({ name: 'NoSuchKey' });
});

async function blobs(): Promise<string[]> {
  const entries = await readdir(join(folder.path, 's3', 'blobs'), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

test('chunks are read whatever pieces they arrive in', async () => {
  const chunk = (content: Uint8Array): Buffer =>
    Buffer.concat([Buffer.from(`${content.length.toString(16)}\r\n`), content, Buffer.from('\r\n')]);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 }), { maxLength: 8 }),
      fc.integer({ min: 1, max: 40 }),
      async (contents, step) => {
        const body = Buffer.concat([...contents.map(chunk), Buffer.from('0\r\nx-amz-a: b\r\n\r\n')]);
        async function* pieces() {
          for (let i = 0; i < body.length; i += step) yield body.subarray(i, i + step);
        }
        const trailers = new Map<string, string>();
        const got: Buffer[] = [];
        for await (const piece of awsChunked(pieces(), trailers)) got.push(piece);
        expect(Buffer.concat(got).equals(Buffer.concat(contents))).toBe(true);
        expect(trailers.get('x-amz-a')).toBe('b');
      },
    ),
  );
});
