import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { idOf } from '#aws/duplicates/copies.ts';
import { batchGet } from '#aws/table/batch-get.ts';
import { counterKeys, laneKeyOf } from '#aws/table/counters.ts';
import type { Item } from '#aws/table/item.ts';
import { type TransactItem, transact } from '#aws/table/transaction.ts';
import type { RecountStore } from '#domain/ports/recount.ts';
import { readCluster } from './clusters.ts';
import { readCopies } from './copies.ts';
import { recountGroup } from './group.ts';
import { keptItems } from './kept-items.ts';
import { recountList } from './list.ts';

/** Recounts in the records table. Counters and heads are replaced only as they were read before the counting. */
export function recountStore(db: DynamoDBDocumentClient, table: string): RecountStore {
  return {
    async bucket(uid, bucketId, files) {
      const keys = counterKeys(uid, bucketId);
      const before = await batchGet(db, table, keys, true);
      const counted = new Map(keys.map(({ sk }) => [sk, { num: 0, size: 0 }]));
      for await (const { id, size } of files()) {
        const lane = counted.get(laneKeyOf(uid, bucketId, id).sk);
        if (lane) Object.assign(lane, { num: lane.num + 1, size: lane.size + (size ?? 0) });
      }
      const told = (lane: Item | undefined) => ({ num: Number(lane?.['num']), size: Number(lane?.['size']) });
      const wrong = keys.flatMap((Key) => {
        const was = told(before.find(({ sk }) => sk === Key.sk));
        const is = counted.get(Key.sk) ?? was;
        return was.num === is.num && was.size === is.size ? [] : [{ Key, was, is }];
      });
      if (wrong.length === 0) return [];
      // All of them unchanged, or what was read is not one moment's.
      const failed = await transact(
        db,
        keys.map((Key) => {
          const was = told(before.find(({ sk }) => sk === Key.sk));
          const is = counted.get(Key.sk) ?? was;
          return setCounter(table, Key, was, is);
        }),
      );
      if (failed.length > 0) return undefined;
      const say = ({ num, size }: { num: number; size: number }) => `${num} files, ${size} bytes`;
      return wrong.map(({ Key, was, is }) => ({
        what: `bucket ${bucketId}, counter ${Key.sk.at(-1)}`,
        was: say(was),
        is: say(is),
      }));
    },

    copiesId: idOf,
    kept: (uid) => keptItems(db, table, uid),

    group(uid, matching, suspect, filesOf) {
      const read = matching === 'exact' ? readCopies : readCluster;
      return recountGroup(db, () => read(db, table, uid, suspect, filesOf));
    },

    list: (uid, matching, groups) => recountList(db, table, uid, matching, groups),
  };
}

function setCounter(
  table: string,
  Key: Item,
  was: { num: number; size: number },
  is: { num: number; size: number },
): TransactItem {
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
