import { randomBytes } from 'node:crypto';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { Bucket, bucketUnderTest, md5 } from './bucket.ts';

const { put, read, s3 } = bucketUnderTest();

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
    const got = await s3().send(new GetObjectCommand({ Bucket, Key }));
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? [])).toEqual(bytes);
    expect(got).toMatchObject({
      ETag: sent.ETag,
      ContentType: 'audio/mpeg',
      CacheControl: 'no-store',
      ContentDisposition: 'attachment; filename="a.mp3"',
      Metadata: { colour: 'blue' },
      ContentLength: bytes.length,
    });
    const head = await s3().send(new HeadObjectCommand({ Bucket, Key }));
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
    const part = await s3().send(new GetObjectCommand({ Bucket, Key: 'digits', Range: 'bytes=0-0' }));
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
    await s3().send(new DeleteObjectCommand({ Bucket, Key: 'gone' }));
    await s3().send(new DeleteObjectCommand({ Bucket, Key: 'gone' }));
    await expect(read('gone')).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(s3().send(new HeadObjectCommand({ Bucket, Key: 'gone' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
  });

  test('is copied with what belongs to it', async () => {
    await put('original & more', 'bytes', { ContentType: 'text/x-test' });
    const CopySource = `${Bucket}/${encodeURIComponent('original & more')}`;
    await s3().send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource }));
    await s3().send(new DeleteObjectCommand({ Bucket, Key: 'original & more' }));
    const { ContentType } = await s3().send(new HeadObjectCommand({ Bucket, Key: 'copy' }));
    expect([String(await read('copy')), ContentType]).toEqual(['bytes', 'text/x-test']);
  });
});

describe('a list', () => {
  test('comes in pages, in the order of bytes, by prefix and by delimiter', async () => {
    const names = ['list/a', 'list/b/1', 'list/b/2', 'list/c', 'list/ä', 'list/é/1', 'list/𝄞', 'lisu'];
    await Promise.all(names.map((name) => put(name, name)));
    const keys: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await s3().send(
        new ListObjectsV2Command({ Bucket, Prefix: 'list/', MaxKeys: 2, ContinuationToken }),
      );
      keys.push(...(page.Contents ?? []).map((object) => object.Key ?? ''));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    expect(keys).toEqual(names.slice(0, 7));
    const grouped = await s3().send(new ListObjectsV2Command({ Bucket, Prefix: 'list/', Delimiter: '/' }));
    expect(grouped.CommonPrefixes?.map((prefix) => prefix.Prefix)).toEqual(['list/b/', 'list/é/']);
    expect(grouped.Contents?.map((object) => object.Key)).toEqual(['list/a', 'list/c', 'list/ä', 'list/𝄞']);
  });

  test('shrinks by a multi-object delete', async () => {
    await Promise.all(['many/1', 'many/<2>', 'many/3'].map((name) => put(name, name)));
    const Objects = ['many/1', 'many/<2>', 'many/none'].map((Key) => ({ Key }));
    const { Deleted } = await s3().send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(Deleted).toHaveLength(3);
    const { Contents } = await s3().send(new ListObjectsV2Command({ Bucket, Prefix: 'many/' }));
    expect(Contents?.map((object) => object.Key)).toEqual(['many/3']);
  });
});
