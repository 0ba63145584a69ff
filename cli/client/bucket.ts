import { routes } from '#api/routes.ts';
import { Refusal } from '../refusal.ts';
import type { Client } from './client.ts';
import { everyPage } from './pages.ts';

/** The bucket of this id, or of this name. Rejects with Refusal when there is none of that name, or several. */
export async function bucketOf(client: Client, named: string) {
  if (/^\d{1,16}$/.test(named))
    return (await client.call(routes.getBucket, { params: { bucket_id: named } })).data;
  const found = await everyPage((page) =>
    client.call(routes.listBuckets, { query: { search: named, per_page: 100, page } }),
  );
  const [bucket, ...others] = found.filter(({ name }) => name === named);
  if (!bucket) throw new Refusal(`there is no bucket "${named}"; refrain buckets list tells those there are`);
  if (others.length > 0)
    throw new Refusal(
      `there are ${others.length + 1} buckets "${named}": name one by its id (${[bucket, ...others].map(({ id }) => id).join(', ')})`,
    );
  return bucket;
}
