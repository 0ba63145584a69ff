import { createHash } from 'node:crypto';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll } from 'vitest';
import { type Engines, startEngines } from '#local/engines.ts';
import { regions, s3Client, temporaryFolder } from '../engines.ts';

export const Bucket = 'refrain-test';

export const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

/** A local S3 with one bucket, for the tests of the file that calls this. */
export function bucketUnderTest() {
  const folder = temporaryFolder();
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

  return {
    engines: () => engines,
    s3: () => s3,
    put: (Key: string, Body: string | Uint8Array, more: object = {}) =>
      s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more })),
    async read(Key: string, more: object = {}): Promise<Buffer> {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, ...more }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    },
  };
}
