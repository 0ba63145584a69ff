import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { routes } from '#api/routes.ts';
import { Refusal } from '../refusal.ts';
import { percent, status } from '../terminal/status.ts';
import { print } from '../terminal/table.ts';
import { bucketOf } from './bucket.ts';
import { Client, persistently } from './client.ts';
import { type Addressed, targetOf } from './target.ts';

const PAUSE = 1000;

/** Asks for a dump, waits until it is ready, and fetches it. */
export async function dump(bucket: string, told: Addressed & { out?: string | undefined }): Promise<number> {
  const client = new Client(targetOf(told));
  const { id } = await bucketOf(client, bucket);
  const line = status(process.stderr);
  let made = await client.call(routes.getDump, { params: { bucket_id: id } });
  while (made.status === 0) {
    line.show(`the deployment writes: ${percent(made.progress)}`);
    await delay(PAUSE);
    made = await client.call(routes.getDump, { params: { bucket_id: id } });
  }
  line.clear();
  if (made.status === -1) throw new Refusal('the deployment could not write the dump: ask once more');
  const file = told.out ?? `bucket-${id}.jsonl.gz`;
  const response = await persistently(new URL(made.down_url), {});
  if (!response.ok || !response.body) throw new Refusal(`the dump cannot be fetched: ${response.status}`);
  if (file === '-') await pipeline(Readable.fromWeb(response.body), process.stdout);
  else {
    await save(Readable.fromWeb(response.body), file);
    print(told.json, { ...made, file }, () => `${file}: a line of JSON for each file, compressed by gzip.\n`);
  }
  return 0;
}

/** Never half a file under its name. */
async function save(body: Readable, file: string): Promise<void> {
  const beside = `${file}.${process.pid}`;
  try {
    await pipeline(body, createWriteStream(beside, { flags: 'wx' }));
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw new Refusal(`${file} cannot be written: ${(error as Error).message}`);
  }
}
