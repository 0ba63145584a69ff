import { routes } from '#api/routes.ts';
import { Refusal } from '../refusal.ts';
import { bytesOf, timeOf } from '../scan/text.ts';
import { print, tableOf } from '../terminal/table.ts';
import { bucketOf } from './bucket.ts';
import type { RemoteFile } from './bucket-files.ts';
import { Client } from './client.ts';
import { type Addressed, targetOf } from './target.ts';

const STATES = { 0: 'processing', 1: 'ready', [-1]: 'error' } as const;

const table = (files: readonly RemoteFile[]) =>
  tableOf(files, [
    ['ID', ({ id }) => id],
    ['ACR_ID', ({ acr_id }) => acr_id],
    ['STATE', ({ state }) => STATES[state]],
    ['TITLE', ({ title }) => title],
    ['LENGTH', ({ duration }) => timeOf(Number(duration))],
    ['FORMAT', ({ format }) => format],
    ['SIZE', ({ size }) => (size === null ? '' : bytesOf(size))],
    ['OWN ID', ({ audio_id }) => audio_id],
    ['ERROR', ({ error, notice }) => error ?? notice],
  ]);

async function inBucket(named: string, told: Addressed) {
  const client = new Client(targetOf(told));
  return { client, bucket_id: (await bucketOf(client, named)).id };
}

export async function listFiles(
  bucket: string,
  told: Addressed & {
    search?: string | undefined;
    state?: string | undefined;
    page: number;
    perPage: number;
  },
): Promise<number> {
  const { client, bucket_id } = await inBucket(bucket, told);
  const query = { search: told.search, state: told.state, page: told.page, per_page: told.perPage };
  const answer = await client.call(routes.listFiles, { params: { bucket_id }, query });
  const { current_page, last_page, total } = answer.meta;
  print(
    told.json,
    answer,
    () => `${table(answer.data)}\nPage ${current_page} of ${last_page}, ${total} files in all.\n`,
  );
  return 0;
}

export async function showFiles(bucket: string, ids: readonly string[], told: Addressed): Promise<number> {
  const { client, bucket_id } = await inBucket(bucket, told);
  const answer = await client.call(routes.getFiles, { params: { bucket_id, ids: ids.join(',') } });
  print(told.json, answer, () => table(answer.data));
  return 0;
}

/** Waits for each until it has been listened to. */
export async function addFiles(bucket: string, paths: readonly string[], told: Addressed): Promise<number> {
  const { addFiles: add } = await import('./adding.ts');
  const { client, bucket_id } = await inBucket(bucket, told);
  const data = await add(client, bucket_id, paths);
  print(told.json, { data }, () => table(data));
  return data.every(({ state }) => state === 1) ? 0 : 2;
}

export async function changeFile(
  bucket: string,
  id: string,
  told: Addressed & { title?: string | undefined; fields?: string | undefined },
): Promise<number> {
  const { title, fields: user_defined } = told;
  if (title === undefined && user_defined === undefined)
    throw new Refusal('say what is to change: --title TEXT or --fields JSON');
  const { client, bucket_id } = await inBucket(bucket, told);
  const sent = { params: { bucket_id, ids: id }, json: { title, user_defined } };
  const { data } = await client.call(routes.updateFile, sent);
  const files = Array.isArray(data) ? data : [data];
  print(told.json, { data: files }, () => table(files));
  return 0;
}

export async function moveFiles(ids: readonly string[], told: Addressed & { into: string }): Promise<number> {
  const { client, bucket_id } = await inBucket(told.into, told);
  const answer = await client.call(routes.moveFiles, { params: { bucket_id, ids: ids.join(',') } });
  print(told.json, answer, () => table(answer.data));
  return 0;
}

export async function deleteFiles(bucket: string, ids: readonly string[], told: Addressed): Promise<number> {
  const { client, bucket_id } = await inBucket(bucket, told);
  await client.send(routes.deleteFiles, { params: { bucket_id, ids: ids.join(',') } });
  print(told.json, { deleted: ids }, () => `Deleted: ${ids.join(', ')}\n`);
  return 0;
}

export async function duplicatesOfFile(
  bucket: string,
  id: string,
  told: Addressed & { related?: true | undefined },
): Promise<number> {
  const { client, bucket_id } = await inBucket(bucket, told);
  const query = { relation: told.related ? 'any' : undefined };
  const answer = await client.call(routes.getDuplicatesOfFile, { params: { bucket_id, ids: id }, query });
  print(told.json, answer, () =>
    tableOf(answer.data, [
      ['ID', (each) => each.id],
      ['BUCKET', (each) => each.bucket_id],
      ['TITLE', ({ title }) => title],
      ['RELATION', ({ exact, relation }) => (exact ? 'same bytes' : relation)],
      ['SIMILARITY', ({ similarity }) => similarity],
      ['OFFSET', ({ offset }) => offset],
      ['OVERLAP', ({ overlap }) => overlap],
      ['SPEED', ({ speed }) => speed],
    ]),
  );
  return 0;
}
