/** A bucket's totals are kept in eight items, so that writers seldom meet on one. */
const LANES = 8;

const pad = (bucketId: number) => String(bucketId).padStart(8, '0');

export const bucketKey = (uid: number, bucketId: number) => ({
  pk: `account#${uid}`,
  sk: `bucket#${pad(bucketId)}`,
});

/** The keys of all of a bucket's counters; they live beside the bucket, so that one query lists both. */
export function counterKeys(uid: number, bucketId: number) {
  const { pk, sk } = bucketKey(uid, bucketId);
  return Array.from({ length: LANES }, (_, lane) => ({ pk, sk: `${sk}#count#${lane}` }));
}

/** The counter that a file or entry counts in. */
export function laneKeyOf(uid: number, bucketId: number, id: number) {
  const { pk, sk } = bucketKey(uid, bucketId);
  return { pk, sk: `${sk}#count#${id % LANES}` };
}

/** An Update for a transaction. It fails when the bucket is gone: a bucket's counters go with it. */
export function count(
  table: string,
  uid: number,
  bucketId: number,
  id: number,
  by: { num: number; size: number },
) {
  return {
    Update: {
      TableName: table,
      Key: laneKeyOf(uid, bucketId, id),
      UpdateExpression: 'ADD num :num, #size :size',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: { '#size': 'size' },
      ExpressionAttributeValues: { ':num': by.num, ':size': by.size },
    },
  };
}
