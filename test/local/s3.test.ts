import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Engines, startEngines } from '#local/engines.ts';
import { credentials, regions, s3Client, temporaryFolder } from './engines.ts';

const folder = temporaryFolder();
const Bucket = 'refrain-test';
let engines: Engines;
let s3: ReturnType<typeof s3Client>;

beforeAll(async () => {
  engines = await startEngines({ data: folder.path, regions });
  s3 = s3Client(engines.endpoint);
  await s3.send(new CreateBucketCommand({ Bucket }));
});

afterAll(async () => {
  await engines?.close();
  folder.remove();
});

const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');
const put = (Key: string, Body: string | Uint8Array, more: object = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const read = async (Key: string, more: object = {}): Promise<Buffer> => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, ...more }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
};

describe('an object', () => {
  test('comes back with its type, its headers and the MD5 as ETag', async () => {
    const bytes = randomBytes(100_000);
    const Key = "odd/ä key+with 'all' (sorts) of*~!/x&<y>";
    const sent = await put(Key, bytes, {
      ContentType: 'audio/mpeg',
      CacheControl: 'no-store',
      ContentDisposition: 'attachment; filename="a.mp3"',
      Metadata: { colour: 'blue' },
    });
    expect(sent.ETag).toBe(`"${md5(bytes)}"`);
    const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? [])).toEqual(bytes);
    expect(got).toMatchObject({
      ETag: sent.ETag,
      ContentType: 'audio/mpeg',
      CacheControl: 'no-store',
      ContentDisposition: 'attachment; filename="a.mp3"',
      Metadata: { colour: 'blue' },
      ContentLength: bytes.length,
    });
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key }));
    expect(head).toMatchObject({ ETag: sent.ETag, ContentLength: bytes.length });
  });

  test('can be empty', async () => {
    await put('empty', new Uint8Array());
    expect(await read('empty')).toHaveLength(0);
  });

  test('is read by range', async () => {
    await put('digits', '0123456789');
    expect(String(await read('digits', { Range: 'bytes=2-4' }))).toBe('234');
    expect(String(await read('digits', { Range: 'bytes=7-' }))).toBe('789');
    expect(String(await read('digits', { Range: 'bytes=-2' }))).toBe('89');
    expect(String(await read('digits', { Range: 'bytes=8-100' }))).toBe('89');
    const part = await s3.send(new GetObjectCommand({ Bucket, Key: 'digits', Range: 'bytes=0-0' }));
    expect(part.ContentRange).toBe('bytes 0-0/10');
    await expect(read('digits', { Range: 'bytes=10-' })).rejects.toMatchObject({ name: 'InvalidRange' });
  });

  test('is read only while it has the ETag asked for', async () => {
    const { ETag } = await put('pinned', 'one');
    expect(String(await read('pinned', { IfMatch: ETag }))).toBe('one');
    await put('pinned', 'two');
    await expect(read('pinned', { IfMatch: ETag })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });

  test('is not written over with If-None-Match, even by writers at the same moment', async () => {
    const writers = [...Array(8).keys()].map((i) => put('once', `writer ${i}`, { IfNoneMatch: '*' }));
    const outcomes = await Promise.allSettled(writers);
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    await expect(put('once', 'late', { IfNoneMatch: '*' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
      $metadata: { httpStatusCode: 412 },
    });
  });

  test('is deleted, and what is not there too', async () => {
    await put('gone', 'x');
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'gone' }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'gone' }));
    await expect(read('gone')).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(s3.send(new HeadObjectCommand({ Bucket, Key: 'gone' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
  });

  test('is copied with what belongs to it', async () => {
    await put('original & more', 'bytes', { ContentType: 'text/x-test' });
    const CopySource = `${Bucket}/${encodeURIComponent('original & more')}`;
    await s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'original & more' }));
    const { ContentType } = await s3.send(new HeadObjectCommand({ Bucket, Key: 'copy' }));
    expect([String(await read('copy')), ContentType]).toEqual(['bytes', 'text/x-test']);
  });
});

describe('a body', () => {
  test('of many megabytes is streamed in aws-chunks with a trailing checksum', async () => {
    const piece = randomBytes(1 << 20);
    const hash = createHash('md5');
    async function* pieces() {
      for (let i = 0; i < 40; i++) {
        hash.update(piece);
        yield piece;
      }
    }
    const Body = Readable.from(pieces(), { objectMode: false });
    const command = new PutObjectCommand({ Bucket, Key: 'large', Body, ContentLength: 40 << 20 });
    const { ETag, ChecksumCRC32 } = await s3.send(command);
    expect(ETag).toBe(`"${hash.digest('hex')}"`);
    expect(ChecksumCRC32).toBeTruthy();
    // The SDK verifies the checksum of what it reads.
    expect(await read('large', { ChecksumMode: 'ENABLED' })).toHaveLength(40 << 20);
  });

  test.each([
    ['Content-MD5', { ContentMD5: createHash('md5').update('other').digest('base64') }, 'BadDigest'],
    [
      'SHA-256 checksum',
      { ChecksumSHA256: createHash('sha256').update('other').digest('base64') },
      'BadDigest',
    ],
    ['CRC-32', { ChecksumCRC32: 'AAAAAA==' }, 'BadDigest'],
  ])('whose %s is false is refused, and leaves nothing', async (_name, claim, code) => {
    await expect(put('false', 'bytes', claim)).rejects.toMatchObject({ name: code });
    await expect(read('false')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });
});

describe('a list', () => {
  test('comes in pages, in the order of bytes, by prefix and by delimiter', async () => {
    const names = ['list/a', 'list/b/1', 'list/b/2', 'list/c', 'list/ä', 'list/é/1', 'list/𝄞', 'lisu'];
    await Promise.all(names.map((name) => put(name, name)));
    const keys: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await s3.send(
        new ListObjectsV2Command({ Bucket, Prefix: 'list/', MaxKeys: 2, ContinuationToken }),
      );
      keys.push(...(page.Contents ?? []).map((object) => object.Key ?? ''));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    expect(keys).toEqual(names.slice(0, 7));
    const grouped = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'list/', Delimiter: '/' }));
    expect(grouped.CommonPrefixes?.map((prefix) => prefix.Prefix)).toEqual(['list/b/', 'list/é/']);
    expect(grouped.Contents?.map((object) => object.Key)).toEqual(['list/a', 'list/c', 'list/ä', 'list/𝄞']);
  });

  test('shrinks by a multi-object delete', async () => {
    await Promise.all(['many/1', 'many/<2>', 'many/3'].map((name) => put(name, name)));
    const Objects = ['many/1', 'many/<2>', 'many/none'].map((Key) => ({ Key }));
    const { Deleted } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(Deleted).toHaveLength(3);
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'many/' }));
    expect(Contents?.map((object) => object.Key)).toEqual(['many/3']);
  });
});

describe('a multipart upload', () => {
  const tail = randomBytes(77);
  const parts = [randomBytes(5 << 20), randomBytes(5 << 20), tail] as const;
  const begin = async (Key: string): Promise<string> => {
    const command = new CreateMultipartUploadCommand({ Bucket, Key, ContentType: 'application/gzip' });
    return (await s3.send(command)).UploadId ?? '';
  };
  const send = async (Key: string, UploadId: string, PartNumber: number, Body: Uint8Array) => {
    const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
    return { ETag, PartNumber };
  };

  test('becomes one object of its parts in order', async () => {
    const Key = 'multi';
    const UploadId = await begin(Key);
    const Parts = await Promise.all(parts.map((part, i) => send(Key, UploadId, i + 1, part)));
    await expect(read(Key)).rejects.toMatchObject({ name: 'NoSuchKey' });
    const command = new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } });
    expect((await s3.send(command)).ETag).toMatch(/^"[0-9a-f]{32}-3"$/);
    expect((await read(Key)).equals(Buffer.concat(parts))).toBe(true);
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key }));
    expect(head.ContentType).toBe('application/gzip');
    await expect(s3.send(command)).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });

  test('leaves nothing when it is aborted, and takes no small part but the last', async () => {
    const Key = 'aborted';
    const UploadId = await begin(Key);
    const Parts = [await send(Key, UploadId, 1, tail), await send(Key, UploadId, 2, tail)];
    const complete = new CompleteMultipartUploadCommand({
      Bucket,
      Key,
      UploadId,
      MultipartUpload: { Parts },
    });
    await expect(s3.send(complete)).rejects.toMatchObject({ name: 'EntityTooSmall' });
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
    await expect(send(Key, UploadId, 3, tail)).rejects.toMatchObject({ name: 'NoSuchUpload' });
    await expect(read(Key)).rejects.toMatchObject({ name: 'NoSuchKey' });
  });
});

describe('a presigned URL', () => {
  const urlToPut = (Key: string, expiresIn = 60): Promise<string> =>
    getSignedUrl(s3, new PutObjectCommand({ Bucket, Key, IfNoneMatch: '*' }), {
      expiresIn,
      signableHeaders: new Set(['if-none-match', 'host']),
      unhoistableHeaders: new Set(['if-none-match']),
    });
  const codeOf = async (answer: Response): Promise<string> =>
    /<Code>(.*)<\/Code>/.exec(await answer.text())?.[1] ?? '';

  test('takes one upload, and a second one not', async () => {
    const client = s3Client(engines.endpoint);
    client.config.requestChecksumCalculation = async () => 'WHEN_REQUIRED';
    const command = new PutObjectCommand({ Bucket, Key: 'presigned', IfNoneMatch: '*' });
    const url = await getSignedUrl(client, command, { expiresIn: 60 });
    const options = { method: 'PUT', body: 'bytes', headers: { 'if-none-match': '*' } };
    expect((await fetch(url, options)).status).toBe(200);
    expect((await fetch(url, options)).status).toBe(412);
    expect(String(await read('presigned'))).toBe('bytes');
  });

  test('downloads under another name', async () => {
    await put('dump', 'lines');
    const ResponseContentDisposition = 'attachment; filename="music.jsonl.gz"';
    const url = await getSignedUrl(
      s3,
      new GetObjectCommand({ Bucket, Key: 'dump', ResponseContentDisposition }),
    );
    const answer = await fetch(url);
    expect(answer.headers.get('content-disposition')).toBe(ResponseContentDisposition);
    expect(await answer.text()).toBe('lines');
  });

  test('is refused when it was changed, when it has expired, and when a signed header is left out', async () => {
    await put('secret', 'x');
    const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: 'secret' }));
    expect(await codeOf(await fetch(url.replace('/secret', '/public')))).toBe('SignatureDoesNotMatch');
    expect(await codeOf(await fetch(`${url}&response-content-type=text/html`))).toBe('SignatureDoesNotMatch');
    const old = { expiresIn: 5, signingDate: new Date(Date.now() - 6000) };
    const expired = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: 'secret' }), old);
    const answer = await fetch(expired);
    expect([answer.status, await codeOf(answer)]).toEqual([403, 'AccessDenied']);
    const upload = await fetch(await urlToPut('headerless'), { method: 'PUT', body: 'x' });
    expect(await codeOf(upload)).toBe('SignatureDoesNotMatch');
  });
});

describe('who asks', () => {
  test('with another secret, another key or none is refused', async () => {
    const client = (keys: { accessKeyId: string; secretAccessKey: string }) => {
      const other = s3Client(engines.endpoint);
      other.config.credentials = async () => keys;
      return other.send(new GetObjectCommand({ Bucket, Key: 'digits' }));
    };
    const wrongSecret = client({ ...credentials, secretAccessKey: 'wrong' });
    await expect(wrongSecret).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    const wrongKey = client({ ...credentials, accessKeyId: 'nobody' });
    await expect(wrongKey).rejects.toMatchObject({ name: 'InvalidAccessKeyId' });
    const anonymous = await fetch(`${engines.endpoint}/${Bucket}/digits`);
    expect([anonymous.status, await anonymous.text()]).toEqual([
      403,
      expect.stringContaining('AccessDenied'),
    ]);
  });

  test('from another region is sent there', async () => {
    const other = s3Client(engines.endpoint, regions[1]);
    await expect(other.send(new GetObjectCommand({ Bucket, Key: 'digits' }))).rejects.toMatchObject({
      name: 'PermanentRedirect',
    });
    await expect(other.send(new CreateBucketCommand({ Bucket }))).rejects.toThrow();
    const nowhere = s3Client(engines.endpoint, 'sa-east-1');
    await expect(nowhere.send(new HeadBucketCommand({ Bucket }))).rejects.toThrow();
  });

  test('for a bucket that is not there, or an operation that is not, is told so', async () => {
    const absent = s3.send(new GetObjectCommand({ Bucket: 'absent-bucket', Key: 'x' }));
    await expect(absent).rejects.toMatchObject({ name: 'NoSuchBucket' });
    const tagged = put('tagged', 'x', { Tagging: 'a=b' });
    await expect(tagged).rejects.toMatchObject({ name: 'NotImplemented' });
  });
});

test("a browser's page may send what the bucket's rules allow", async () => {
  const rule = {
    origins: ['https://*.example'],
    methods: ['PUT'],
    headers: ['*'],
    exposed: ['ETag'],
    maxAge: 60,
  };
  engines.s3?.buckets.allow(Bucket, [rule]);
  const ask = (origin: string, method: string) =>
    fetch(`${engines.endpoint}/${Bucket}/cors`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': method,
        'access-control-request-headers': 'if-none-match',
      },
    });
  const allowed = await ask('https://shop.example', 'PUT');
  expect(allowed.status).toBe(200);
  expect(allowed.headers.get('access-control-allow-origin')).toBe('https://shop.example');
  expect(allowed.headers.get('access-control-allow-headers')).toBe('if-none-match');
  expect((await ask('https://shop.example', 'DELETE')).status).toBe(403);
  expect((await ask('https://elsewhere.test', 'PUT')).status).toBe(403);
  const url = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: 'cors' }));
  const sent = await fetch(url, { method: 'PUT', body: '', headers: { origin: 'https://shop.example' } });
  expect(sent.headers.get('access-control-expose-headers')).toBe('ETag');
});
