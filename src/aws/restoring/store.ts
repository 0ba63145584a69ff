import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  ScanCommand,
} from '@aws-sdk/lib-dynamodb';
import { entryKey } from '#aws/dedup/entry.ts';
import { batchGet } from '#aws/table/batch-get.ts';
import { type Item, number, text } from '#aws/table/item.ts';
import type { Fingerprinted, RestoreStore } from '#domain/ports/restore.ts';

/** Items that are looked through for a page: a run that is broken off does so many again. */
const PAGE = 50;
const PREFIX = 'fingerprint#';
const placeKey = (index: string) => ({ pk: 'reindex', sk: index });

/** What making the index anew takes of the records table; `index` is the table that is made. */
export function restoreStore(db: DynamoDBDocumentClient, table: string, index: string): RestoreStore {
  return {
    async fingerprinted(after) {
      const { Items = [], LastEvaluatedKey } = await db.send(
        new ScanCommand({
          TableName: table,
          Limit: PAGE,
          FilterExpression: 'begins_with(pk, :prefix)',
          ProjectionExpression: 'pk, #scope',
          ExpressionAttributeNames: { '#scope': 'scope' },
          ExpressionAttributeValues: { ':prefix': PREFIX },
          ...(after !== undefined && { ExclusiveStartKey: JSON.parse(after) }),
        }),
      );
      const files = Items.flatMap((item) => fileOf(item) ?? []);
      const others = Items.filter((item) => item['scope'] === undefined).map(acrIdOf);
      const entries = (await batchGet(db, table, others.map(entryKey), true)).map(
        (item): Fingerprinted => ({
          kind: 'entry',
          acrId: text(item, 'acrId'),
          bucketId: number(item, 'bucketId'),
        }),
      );
      return {
        found: [...files, ...entries],
        next: LastEvaluatedKey && JSON.stringify(LastEvaluatedKey),
      };
    },

    async place() {
      const { Item } = await db.send(
        new GetCommand({ TableName: table, Key: placeKey(index), ConsistentRead: true }),
      );
      return Item && { next: text(Item, 'next'), done: number(Item, 'done') };
    },

    async keep(progress) {
      const Key = placeKey(index);
      if (progress) await db.send(new PutCommand({ TableName: table, Item: { ...Key, ...progress } }));
      else await db.send(new DeleteCommand({ TableName: table, Key }));
    },
  };
}

const acrIdOf = (item: Item): string => text(item, 'pk').slice(PREFIX.length);

/** A file's fingerprint says in which account's scope it is. */
function fileOf(item: Item): Fingerprinted | undefined {
  const [, uid] = /^files:(\d+)$/.exec(String(item['scope'])) ?? [];
  return uid === undefined ? undefined : { kind: 'file', acrId: acrIdOf(item), uid: Number(uid) };
}
