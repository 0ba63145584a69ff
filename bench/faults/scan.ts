import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { names } from '../../test/aws/store-region.ts';
import type { World } from './world.ts';

/** All that a region holds, read past the stores. */
export interface Contents {
  /** Of the records table, by pk and sk. */
  readonly records: readonly Record<string, unknown>[];
  /** Postings by the id they belong to: each `scope:key`. */
  readonly postings: ReadonlyMap<string, ReadonlySet<string>>;
  readonly objects: ReadonlySet<string>;
}

const ID_BYTES = 16;
const posted = z.object({ pk: z.string(), postings: z.set(z.instanceof(Uint8Array)).optional() });

export async function contentsOf(world: World, region: string): Promise<Contents> {
  const { access } = world.started;
  const db = DynamoDBDocumentClient.from(new DynamoDBClient({ ...access, region }));
  const s3 = new S3Client({ ...access, region, forcePathStyle: true });
  const scan = async (TableName: string) => {
    const items: Record<string, unknown>[] = [];
    for await (const page of paginateScan({ client: db }, { TableName, ConsistentRead: true }))
      items.push(...(page.Items ?? []));
    return items;
  };
  const postings = new Map<string, Set<string>>();
  for (const item of await scan(names.indexTable)) {
    const { pk, postings: packed = new Set() } = posted.parse(item);
    for (const each of packed) {
      const id = Buffer.from(each).toString('hex', 0, ID_BYTES);
      postings.set(id, (postings.get(id) ?? new Set()).add(pk));
    }
  }
  const objects = new Set<string>();
  for await (const page of paginateListObjectsV2(
    { client: s3 },
    { Bucket: `${names.objectsBucket}-${region}` },
  ))
    for (const { Key } of page.Contents ?? []) objects.add(String(Key));
  return { records: await scan(names.recordsTable), postings, objects };
}
