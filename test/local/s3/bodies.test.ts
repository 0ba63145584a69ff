import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { Bucket, bucketUnderTest } from './bucket.ts';

const { put, read, s3 } = bucketUnderTest();

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
    const { ETag, ChecksumCRC32 } = await s3().send(command);
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

describe('a multipart upload', () => {
  const tail = randomBytes(77);
  const parts = [randomBytes(5 << 20), randomBytes(5 << 20), tail] as const;
  const begin = async (Key: string): Promise<string> => {
    const command = new CreateMultipartUploadCommand({ Bucket, Key, ContentType: 'application/gzip' });
    return (await s3().send(command)).UploadId ?? '';
  };
  const send = async (Key: string, UploadId: string, PartNumber: number, Body: Uint8Array) => {
    const { ETag } = await s3().send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
    return { ETag, PartNumber };
  };

  test('becomes one object of its parts in order', async () => {
    const Key = 'multi';
    const UploadId = await begin(Key);
    const Parts = await Promise.all(parts.map((part, i) => send(Key, UploadId, i + 1, part)));
    await expect(read(Key)).rejects.toMatchObject({ name: 'NoSuchKey' });
    const command = new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } });
    expect((await s3().send(command)).ETag).toMatch(/^"[0-9a-f]{32}-3"$/);
    expect((await read(Key)).equals(Buffer.concat(parts))).toBe(true);
    const head = await s3().send(new HeadObjectCommand({ Bucket, Key }));
    expect(head.ContentType).toBe('application/gzip');
    await expect(s3().send(command)).rejects.toMatchObject({ name: 'NoSuchUpload' });
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
    await expect(s3().send(complete)).rejects.toMatchObject({ name: 'EntityTooSmall' });
    await s3().send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
    await expect(send(Key, UploadId, 3, tail)).rejects.toMatchObject({ name: 'NoSuchUpload' });
    await expect(read(Key)).rejects.toMatchObject({ name: 'NoSuchKey' });
  });
});
