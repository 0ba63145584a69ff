import { routes } from '#api/routes.ts';
import { print, tableOf } from '../terminal/table.ts';
import { bucketOf } from './bucket.ts';
import { Client } from './client.ts';
import { everyPage } from './pages.ts';
import { soundOf } from './sound.ts';
import { type Addressed, targetOf } from './target.ts';

async function inBucket(named: string, told: Addressed) {
  const client = new Client(targetOf(told));
  return { client, bucket_id: (await bucketOf(client, named)).id };
}

/** Exit code 0 for a recording that is new, 2 for one that is known. */
export async function addDedup(
  bucket: string,
  path: string,
  told: Addressed & { id?: string | undefined; ask?: true | undefined },
): Promise<number> {
  const { client, bucket_id } = await inBucket(bucket, told);
  const { fingerprint, hearings } = await soundOf(path);
  const json = { id: told.id ?? path, fingerprint, hearings, db_if_nodup: told.ask ? 0 : 1 };
  const answer = await client.call(routes.addDedupFile, { params: { bucket_id }, json });
  const { dup_files, acr_id, do_db, related } = answer.data;
  print(told.json, answer, () => {
    const known = dup_files.length > 0 ? `known as ${dup_files.join(', ')} (${acr_id})` : undefined;
    const lines = [known ?? (do_db ? `new, and kept (${acr_id})` : 'new')];
    for (const each of related) lines.push(`${each.relation} of ${each.id} (${each.acr_id})`);
    return `${lines.join('\n')}\n`;
  });
  return dup_files.length > 0 ? 2 : 0;
}

export async function listDedup(bucket: string, told: Addressed): Promise<number> {
  const { client, bucket_id } = await inBucket(bucket, told);
  const data = await everyPage((page) =>
    client.call(routes.listGroups, { params: { bucket_id }, query: { page, per_page: 100 } }),
  );
  print(told.json, { data }, () =>
    tableOf(data, [
      ['ACR_ID', ({ acr_id }) => acr_id],
      ['COUNT', ({ count }) => count],
      ['TRACKS', ({ dup_files }) => dup_files.join(', ')],
    ]),
  );
  return 0;
}

export async function showDedup(bucket: string, id: string, told: Addressed): Promise<number> {
  const { client, bucket_id } = await inBucket(bucket, told);
  const answer = await client.call(routes.getGroup, { params: { bucket_id, ids: id } });
  print(told.json, answer, () =>
    tableOf(
      answer.data.flatMap(({ matches }) => matches),
      [
        ['TRACK', (match) => match.id],
        ['SIMILARITY', ({ similarity }) => similarity],
        ['OFFSET', ({ offset }) => offset],
        ['OVERLAP', ({ overlap }) => overlap],
        ['SPEED', ({ speed }) => speed],
      ],
    ),
  );
  return 0;
}

export async function deleteDedup(bucket: string, ids: readonly string[], told: Addressed): Promise<number> {
  const { client, bucket_id } = await inBucket(bucket, told);
  await client.send(routes.deleteDedupFiles, { params: { bucket_id, ids: ids.join(',') } });
  print(told.json, { deleted: ids }, () => `Deleted: ${ids.join(', ')}\n`);
  return 0;
}
