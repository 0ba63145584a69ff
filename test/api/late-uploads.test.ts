import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, inject, it, vi } from 'vitest';
import * as z from 'zod';
import { localCredentials } from '#local/credentials.ts';
import { call, newBucket } from './client.ts';

const s3 = new S3Client({
  region: 'eu-west-1',
  endpoint: inject('engines'),
  credentials: localCredentials(),
  forcePathStyle: true,
});
const exists = (key: string) =>
  s3.send(new HeadObjectCommand({ Bucket: 'refrain-000000000000-eu-west-1', Key: key })).then(
    () => true,
    () => false,
  );

const announced = z.object({
  data: z.object({ acr_id: z.string() }),
  upload: z.object({ method: z.string(), url: z.string(), headers: z.record(z.string(), z.string()) }),
});

it('the presigned address of a deleted file takes bytes, which are removed again', async () => {
  const bucket = `/api/buckets/${await newBucket('File')}`;
  const { body } = await call('POST', `${bucket}/uploads`, { json: { file_name: 'late.mp3' } });
  const { data, upload } = announced.parse(body);
  expect((await call('DELETE', `${bucket}/files/${data.acr_id}`)).status).toBe(204);
  const sent = { method: upload.method, headers: upload.headers, body: 'too late' };
  expect((await fetch(upload.url, sent)).status).toBe(200);
  await vi.waitUntil(async () => !(await exists(`inbox/${data.acr_id}`)), { timeout: 50_000, interval: 200 });
  expect((await call('GET', `${bucket}/files/${data.acr_id}`)).status).toBe(404);
});
