import { routes } from '#api/routes.ts';
import { print, tableOf } from '../terminal/table.ts';
import { bucketOf } from './bucket.ts';
import { Client } from './client.ts';
import { everyPage } from './pages.ts';
import { type Addressed, targetOf } from './target.ts';

type Bucket = Awaited<ReturnType<typeof bucketOf>>;

const table = (buckets: readonly Bucket[]) =>
  tableOf(buckets, [
    ['ID', ({ id }) => id],
    ['NAME', ({ name }) => name],
    ['TYPE', ({ type }) => type],
    ['REGION', ({ region }) => region],
    ['FILES', ({ num }) => num],
    ['BYTES', ({ size }) => Number(size)],
    ['CREATED', ({ created_at }) => created_at],
  ]);

export async function listBuckets(told: Addressed & { search?: string | undefined }): Promise<number> {
  const client = new Client(targetOf(told));
  const query = { per_page: 100, search: told.search };
  const data = await everyPage((page) => client.call(routes.listBuckets, { query: { ...query, page } }));
  print(told.json, { data }, () => table(data));
  return 0;
}

export async function createBucket(
  name: string,
  told: Addressed & { region: string; type: string },
): Promise<number> {
  const { region, type } = told;
  const { data } = await new Client(targetOf(told)).call(routes.createBucket, {
    json: { name, region, type },
  });
  print(told.json, { data }, () => table([data]));
  return 0;
}

export async function showBucket(named: string, told: Addressed): Promise<number> {
  const bucket = await bucketOf(new Client(targetOf(told)), named);
  print(told.json, { data: bucket }, () => table([bucket]));
  return 0;
}

export async function renameBucket(named: string, name: string, told: Addressed): Promise<number> {
  const client = new Client(targetOf(told));
  const { id } = await bucketOf(client, named);
  const { data } = await client.call(routes.updateBucket, { params: { bucket_id: id }, json: { name } });
  print(told.json, { data }, () => table([data]));
  return 0;
}

export async function deleteBucket(named: string, told: Addressed): Promise<number> {
  const client = new Client(targetOf(told));
  const { id, name } = await bucketOf(client, named);
  await client.send(routes.deleteBucket, { params: { bucket_id: id } });
  print(told.json, { deleted: id }, () => `The bucket ${name} (${id}) is deleted.\n`);
  return 0;
}
