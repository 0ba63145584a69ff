import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '#aws/table/batch-get.ts';
import { counterKeys, laneKeyOf } from '#aws/table/counters.ts';
import type { Item } from '#aws/table/item.ts';
import { type TransactItem, transact } from '#aws/table/transaction.ts';
import type { Difference } from '#domain/ports/recount.ts';

interface Total {
  readonly num: number;
  readonly size: number;
}

/** What counts in a bucket: in the lane of `id`, so many bytes. */
export interface Counted {
  readonly bucketId: number;
  readonly id: number;
  readonly size: number;
}

/**
 * The counters of an account's buckets become what is counted after they were read; `things` says what of. The
 * differences of each bucket; undefined of one whose counters changed meanwhile.
 */
export async function recountBuckets(
  db: DynamoDBDocumentClient,
  table: string,
  { uid, bucketIds, things }: { uid: number; bucketIds: readonly number[]; things: string },
  all: () => AsyncIterable<Counted>,
): Promise<Map<number, Difference[] | undefined>> {
  const keys = new Map(bucketIds.map((bucketId) => [bucketId, counterKeys(uid, bucketId)]));
  const before = await batchGet(db, table, [...keys.values()].flat(), true);
  const was = new Map(before.map((item) => [item['sk'], totalOf(item)]));
  const is = new Map([...keys.values()].flat().map(({ sk }) => [sk, { num: 0, size: 0 }]));
  for await (const { bucketId, id, size } of all()) {
    const lane = is.get(laneKeyOf(uid, bucketId, id).sk);
    if (lane) Object.assign(lane, { num: lane.num + 1, size: lane.size + size });
  }
  const results = new Map<number, Difference[] | undefined>();
  for (const [bucketId, own] of keys) {
    const lanes = own.map((Key) => ({
      Key,
      was: was.get(Key.sk) ?? totalOf(undefined),
      is: is.get(Key.sk) ?? NOTHING,
    }));
    results.set(bucketId, await correct(db, table, `bucket ${bucketId}`, things, lanes));
  }
  return results;
}

interface Lane {
  readonly Key: { pk: string; sk: string };
  readonly was: Total;
  readonly is: Total;
}

const NOTHING: Total = { num: 0, size: 0 };

async function correct(
  db: DynamoDBDocumentClient,
  table: string,
  bucket: string,
  things: string,
  lanes: readonly Lane[],
): Promise<Difference[] | undefined> {
  const wrong = lanes.filter(({ was, is }) => was.num !== is.num || was.size !== is.size);
  if (wrong.length === 0) return [];
  // All of them unchanged, or what was read is not one moment's.
  const failed = await transact(
    db,
    lanes.map(({ Key, was, is }) => setCounter(table, Key, was, is)),
  );
  if (failed.length > 0) return undefined;
  const say = ({ num, size }: Total) => `${num} ${things}, ${size} bytes`;
  return wrong.map(({ Key, was, is }) => ({
    what: `${bucket}, counter ${Key.sk.at(-1)}`,
    was: say(was),
    is: say(is),
  }));
}

const totalOf = (lane: Item | undefined): Total => ({
  num: Number(lane?.['num']),
  size: Number(lane?.['size']),
});

function setCounter(table: string, Key: Item, was: Total, is: Total): TransactItem {
  return {
    Update: {
      TableName: table,
      Key,
      UpdateExpression: 'SET num = :num, #size = :size',
      ConditionExpression: 'num = :wasNum AND #size = :wasSize',
      ExpressionAttributeNames: { '#size': 'size' },
      ExpressionAttributeValues: {
        ':num': is.num,
        ':size': is.size,
        ':wasNum': was.num,
        ':wasSize': was.size,
      },
    },
  };
}
