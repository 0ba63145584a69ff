import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, paginateQuery, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Bucket, BucketStore, CountedBucket } from '#domain/bucket.ts';
import { bucketKey, counterKeys } from './counters.ts';
import { transact, unhindered } from './transaction.ts';

type Item = Record<string, unknown>;
type BucketItem = Omit<Bucket, 'createdAt' | 'updatedAt'> & { createdAt: string; updatedAt: string };

/** Buckets and their counters in the records table, all of an account's under one partition key. */
export function bucketStore(db: DynamoDBDocumentClient, table: string): BucketStore {
  const query = async (pk: string, prefix: string): Promise<CountedBucket[]> => {
    const items: Item[] = [];
    const pages = paginateQuery(
      { client: db },
      {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
      },
    );
    for await (const page of pages) items.push(...(page.Items ?? []));
    return assemble(items);
  };

  return {
    async nextSequence() {
      const answer = await db.send(
        new UpdateCommand({
          TableName: table,
          Key: { pk: 'sequence', sk: 'bucket' },
          UpdateExpression: 'ADD #last :one',
          ExpressionAttributeNames: { '#last': 'last' },
          ExpressionAttributeValues: { ':one': 1 },
          ReturnValues: 'UPDATED_NEW',
        }),
      );
      return Number(answer.Attributes?.['last']);
    },

    async create(bucket) {
      const item = {
        ...bucket,
        ...bucketKey(bucket.uid, bucket.id),
        createdAt: bucket.createdAt.toISOString(),
        updatedAt: bucket.updatedAt.toISOString(),
      };
      await transact(db, [
        { Put: { TableName: table, Item: item } },
        ...counterKeys(bucket.uid, bucket.id).map((key) => ({
          Put: { TableName: table, Item: { ...key, num: 0, size: 0 } },
        })),
      ]);
    },

    async get(uid, id) {
      const { pk, sk } = bucketKey(uid, id);
      return (await query(pk, sk))[0];
    },

    list: (uid) => query(`account#${uid}`, 'bucket#'),

    async update(uid, id, changes, updatedAt) {
      const values = { ...changes, updatedAt: updatedAt.toISOString() };
      const fields = Object.keys(values);
      const update = new UpdateCommand({
        TableName: table,
        Key: bucketKey(uid, id),
        UpdateExpression: `SET ${fields.map((field) => `#${field} = :${field}`).join(', ')}`,
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: Object.fromEntries(fields.map((field) => [`#${field}`, field])),
        ExpressionAttributeValues: Object.fromEntries(
          Object.entries(values).map(([field, value]) => [`:${field}`, value]),
        ),
      });
      try {
        await unhindered(() => db.send(update));
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },

    async remove(uid, id) {
      const failed = await transact(db, [
        {
          Delete: {
            TableName: table,
            Key: bucketKey(uid, id),
            ConditionExpression: 'attribute_exists(pk)',
          },
        },
        // A file always counts in the same lane, so an empty bucket has nothing but zeros.
        ...counterKeys(uid, id).map((key) => ({
          Delete: {
            TableName: table,
            Key: key,
            ConditionExpression: 'attribute_not_exists(pk) OR num = :zero',
            ExpressionAttributeValues: { ':zero': 0 },
          },
        })),
      ]);
      if (failed.length === 0) return 'removed';
      return failed.includes(0) ? 'absent' : 'occupied';
    },
  };
}

/** Puts the counters of each bucket, found beside it, into it. */
function assemble(items: readonly Item[]): CountedBucket[] {
  const totals = new Map<string, { num: number; size: number }>();
  const buckets: BucketItem[] = [];
  for (const item of items) {
    const [sk, isCounter] = String(item['sk']).split('#count#');
    if (isCounter === undefined) {
      buckets.push(item as unknown as BucketItem);
      continue;
    }
    const total = totals.get(sk ?? '') ?? { num: 0, size: 0 };
    totals.set(sk ?? '', {
      num: total.num + Number(item['num']),
      size: total.size + Number(item['size']),
    });
  }
  return buckets.map((item) => {
    const { id, uid, name, type, region, netType, labels, metadataTemplate } = item;
    const total = totals.get(bucketKey(uid, id).sk) ?? { num: 0, size: 0 };
    return {
      ...{ id, uid, name, type, region, netType, labels, metadataTemplate },
      createdAt: new Date(item.createdAt),
      updatedAt: new Date(item.updatedAt),
      ...total,
    };
  });
}
