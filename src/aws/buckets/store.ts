import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ifItHolds, setting } from '#aws/table/conditional.ts';
import { bucketKey, counterKeys } from '#aws/table/counters.ts';
import { checkFormat, inFormat } from '#aws/table/format.ts';
import { type Item, number, oneOf, orNull, text, texts, time } from '#aws/table/item.ts';
import { itemsOf } from '#aws/table/query.ts';
import { nextOf } from '#aws/table/sequence.ts';
import { transact } from '#aws/table/transaction.ts';
import { type Bucket, type BucketStore, bucketTypes, type CountedBucket } from '#domain/ports/bucket.ts';

/** Buckets and their counters in the records table, all of an account's under one partition key. */
export function bucketStore(db: DynamoDBDocumentClient, table: string): BucketStore {
  const query = async (pk: string, prefix: string): Promise<CountedBucket[]> =>
    assemble(await Array.fromAsync(itemsOf(db, table, { pk, prefix })));

  return {
    nextSequence: () => nextOf(db, table, { pk: 'sequence', sk: 'bucket' }),

    async create(bucket) {
      await transact(db, [
        { Put: { TableName: table, Item: bucketItem(bucket) } },
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
      const { expression, names, values } = setting({ ...changes, updatedAt: updatedAt.toISOString() });
      const update = new UpdateCommand({
        TableName: table,
        Key: bucketKey(uid, id),
        UpdateExpression: expression,
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: values,
      });
      return (await ifItHolds(() => db.send(update))) !== undefined;
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

const bucketItem = (bucket: Bucket): Item =>
  inFormat({
    ...bucketKey(bucket.uid, bucket.id),
    ...bucket,
    createdAt: bucket.createdAt.toISOString(),
    updatedAt: bucket.updatedAt.toISOString(),
  });

function bucketOf(item: Item): Bucket {
  checkFormat(item);
  return {
    id: number(item, 'id'),
    uid: number(item, 'uid'),
    name: text(item, 'name'),
    type: oneOf(item, 'type', bucketTypes),
    region: text(item, 'region'),
    netType: oneOf(item, 'netType', [0, 1, 2]),
    labels: texts(item, 'labels'),
    metadataTemplate: orNull(item, 'metadataTemplate', text),
    createdAt: time(item, 'createdAt'),
    updatedAt: time(item, 'updatedAt'),
  };
}

/** Puts the counters of each bucket, found beside it, into it. */
function assemble(items: readonly Item[]): CountedBucket[] {
  const totals = new Map<string, { num: number; size: number }>();
  const buckets: Bucket[] = [];
  for (const item of items) {
    const [sk = '', isCounter] = text(item, 'sk').split('#count#');
    if (isCounter === undefined) {
      buckets.push(bucketOf(item));
      continue;
    }
    const total = totals.get(sk) ?? { num: 0, size: 0 };
    totals.set(sk, { num: total.num + number(item, 'num'), size: total.size + number(item, 'size') });
  }
  return buckets.map((bucket) => ({
    ...bucket,
    ...(totals.get(bucketKey(bucket.uid, bucket.id).sk) ?? { num: 0, size: 0 }),
  }));
}
