import { type DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import type { File } from '#domain/file.ts';
import type { RecountStore } from '#domain/recount.ts';
import { batchGet } from './batch-get.ts';
import { copiesKey, copyKeyOf, copyPrefix, HEAD, headKeyOf, headOf, setHead } from './copies.ts';
import { counterKeys, laneKeyOf } from './counters.ts';
import { type Item, text } from './item.ts';
import { itemsOf } from './query.ts';
import { recountTotals } from './total-recount.ts';
import { type TransactItem, transact } from './transaction.ts';

/** What one transaction takes beside the rest. */
const AT_ONCE = 80;

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

    async *copies(uid) {
      const prefix = copiesKey(uid, '');
      const pages = paginateScan(
        { client: db },
        {
          TableName: table,
          FilterExpression: 'begins_with(pk, :copies)',
          ExpressionAttributeValues: { ':copies': prefix },
        },
      );
      for await (const page of pages) {
        for (const { pk, sk, count } of page.Items ?? []) {
          const hash = String(pk).slice(prefix.length);
          const [kind, size, acrId = ''] = String(sk).split('#');
          const copies = { hash, size: Number(size) };
          yield kind === 'head' ? { ...copies, count: Number(count) } : { ...copies, acrId };
        }
      }
    },

    async group(uid, { hash, size, acrIds }, fileOf) {
      const headKey = headKeyOf(uid, hash, size);
      const [item] = await batchGet(db, table, [headKey], true);
      const head = headOf(item);
      const kept = await readCopies(uid, hash, headKey.sk.slice(HEAD.length));
      const recorded = new Set<string>();
      for (const acrId of new Set([...acrIds, ...kept])) {
        const file = await fileOf(acrId);
        if (file && isCopy(file, uid, hash, size)) recorded.add(acrId);
      }
      const wrong = [...recorded.symmetricDifference(kept)].slice(0, AT_ONCE);
      const right = kept.symmetricDifference(new Set(wrong));
      if (wrong.length === 0 && head.count === right.size) return [];
      const corrections = wrong.map((acrId): TransactItem => {
        const Key = copyKeyOf(uid, hash, size, acrId);
        return recorded.has(acrId)
          ? { Put: { TableName: table, Item: Key } }
          : { Delete: { TableName: table, Key } };
      });
      const failed = await transact(db, [setHead(table, headKey, head, right.size), ...corrections]);
      // More than fit into one transaction: the next attempt does the rest.
      if (failed.length > 0 || right.symmetricDifference(recorded).size > 0) return undefined;
      const was = `${kept.size} copies, counted as ${head.count}`;
      return [{ what: `files of MD5 ${hash} and ${size} bytes`, was, is: `${recorded.size}` }];
    },

    totals: (uid, groups) => recountTotals(db, table, uid, groups),
  };

  async function readCopies(uid: number, hash: string, size: string): Promise<Set<string>> {
    const prefix = copyPrefix(size);
    const found = new Set<string>();
    for await (const item of itemsOf(db, table, { pk: copiesKey(uid, hash), prefix }))
      found.add(text(item, 'sk').slice(prefix.length));
    return found;
  }
}

const isCopy = (file: File, uid: number, hash: string, size: number) =>
  file.uid === uid && file.md5 === hash && file.size === size;

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
