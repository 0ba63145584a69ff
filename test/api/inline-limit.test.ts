import { expect, it } from 'vitest';
import { asFile, newBucket, refuse, succeed } from './client.ts';

/** What a request to a deployment carries. A gateway takes more: gateway.test.ts. */

const LIMIT = 4_500_000;

it('is 4.5 MB of a file; one of more is refused with the way to send it', async () => {
  const bucket_id = await newBucket('File');
  const send = (bytes: number) => ({ multipart: { file: asFile(new Uint8Array(bytes), 'long.wav') } });
  expect((await succeed('addFile', { bucket_id }, send(LIMIT))).data.state).toBe(0);
  const { body } = await refuse('addFile', { bucket_id }, 413, send(LIMIT + 1));
  expect(body.message).toContain('/uploads');
});

it('is as much of a dedup file, and of a sample', async () => {
  const bucket_id = await newBucket('DedupFile');
  const multipart = { id: 'a', file: asFile(new Uint8Array(LIMIT + 1), 'x.wav') };
  for (const operation of ['addDedupFile', 'identifySample'] as const) {
    const { body } = await refuse(operation, { bucket_id }, 413, { multipart });
    expect(body.message).toContain('Send its fingerprint instead');
  }
});
