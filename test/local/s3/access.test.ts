import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadBucketCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { describe, expect, test } from 'vitest';
import { credentials, regions, s3Client } from '../engines.ts';
import { Bucket, bucketUnderTest } from './bucket.ts';

const { engines, put, read, s3 } = bucketUnderTest();

describe('a presigned URL', () => {
  const urlToPut = (Key: string, expiresIn = 60): Promise<string> =>
    getSignedUrl(s3(), new PutObjectCommand({ Bucket, Key, IfNoneMatch: '*' }), {
      expiresIn,
      signableHeaders: new Set(['if-none-match', 'host']),
      unhoistableHeaders: new Set(['if-none-match']),
    });
  const codeOf = async (answer: Response): Promise<string> =>
    /<Code>(.*)<\/Code>/.exec(await answer.text())?.[1] ?? '';

  test('takes one upload, and a second one not', async () => {
    const client = s3Client(engines().endpoint);
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
      s3(),
      new GetObjectCommand({ Bucket, Key: 'dump', ResponseContentDisposition }),
    );
    const answer = await fetch(url);
    expect(answer.headers.get('content-disposition')).toBe(ResponseContentDisposition);
    expect(await answer.text()).toBe('lines');
  });

  test('is refused when it was changed, when it has expired, and when a signed header is left out', async () => {
    await put('secret', 'x');
    const url = await getSignedUrl(s3(), new GetObjectCommand({ Bucket, Key: 'secret' }));
    expect(await codeOf(await fetch(url.replace('/secret', '/public')))).toBe('SignatureDoesNotMatch');
    expect(await codeOf(await fetch(`${url}&response-content-type=text/html`))).toBe('SignatureDoesNotMatch');
    const old = { expiresIn: 5, signingDate: new Date(Date.now() - 6000) };
    const expired = await getSignedUrl(s3(), new GetObjectCommand({ Bucket, Key: 'secret' }), old);
    const answer = await fetch(expired);
    expect([answer.status, await codeOf(answer)]).toEqual([403, 'AccessDenied']);
    const upload = await fetch(await urlToPut('headerless'), { method: 'PUT', body: 'x' });
    expect(await codeOf(upload)).toBe('SignatureDoesNotMatch');
  });
});

describe('who asks', () => {
  test('with another secret, another key or none is refused', async () => {
    const client = (keys: { accessKeyId: string; secretAccessKey: string }) => {
      const other = s3Client(engines().endpoint);
      other.config.credentials = async () => keys;
      return other.send(new GetObjectCommand({ Bucket, Key: 'digits' }));
    };
    const wrongSecret = client({ ...credentials, secretAccessKey: 'wrong' });
    await expect(wrongSecret).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    const wrongKey = client({ ...credentials, accessKeyId: 'nobody' });
    await expect(wrongKey).rejects.toMatchObject({ name: 'InvalidAccessKeyId' });
    const anonymous = await fetch(`${engines().endpoint}/${Bucket}/digits`);
    expect([anonymous.status, await anonymous.text()]).toEqual([
      403,
      expect.stringContaining('AccessDenied'),
    ]);
  });

  test('from another region is sent there', async () => {
    const other = s3Client(engines().endpoint, regions[1]);
    await expect(other.send(new GetObjectCommand({ Bucket, Key: 'digits' }))).rejects.toMatchObject({
      name: 'PermanentRedirect',
    });
    await expect(other.send(new CreateBucketCommand({ Bucket }))).rejects.toThrow();
    const nowhere = s3Client(engines().endpoint, 'sa-east-1');
    await expect(nowhere.send(new HeadBucketCommand({ Bucket }))).rejects.toThrow();
  });

  test('for a bucket that is not there, or an operation that is not, is told so', async () => {
    const absent = s3().send(new GetObjectCommand({ Bucket: 'absent-bucket', Key: 'x' }));
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
  engines().s3?.buckets.allow(Bucket, [rule]);
  const ask = (origin: string, method: string) =>
    fetch(`${engines().endpoint}/${Bucket}/cors`, {
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
  const url = await getSignedUrl(s3(), new PutObjectCommand({ Bucket, Key: 'cors' }));
  const sent = await fetch(url, { method: 'PUT', body: '', headers: { origin: 'https://shop.example' } });
  expect(sent.headers.get('access-control-expose-headers')).toBe('ETag');
});
