import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  copiesHeadKey,
  copiesHeadOf,
  copiesKey,
  copyKey,
  copyPrefix,
  partsOf,
  setCopiesHead,
} from '#aws/duplicates/copies.ts';
import { batchGet } from '#aws/table/batch-get.ts';
import { text } from '#aws/table/item.ts';
import { itemsOf } from '#aws/table/query.ts';
import type { TransactItem } from '#aws/table/transaction.ts';
import type { Member } from '#domain/ports/duplicate.ts';
import type { Suspect } from '#domain/ports/recount.ts';
import { type FilesOf, type GroupReading, unlessFileChanged } from './group.ts';

/** Files with equal bytes, as they are counted and as their records tell. */
export async function readCopies(
  db: DynamoDBDocumentClient,
  table: string,
  uid: number,
  { id, acrIds }: Suspect,
  filesOf: FilesOf,
): Promise<GroupReading> {
  const { hash, size: padded } = partsOf(id);
  const size = Number(padded);
  const headKey = copiesHeadKey(uid, hash, size);
  const [item] = await batchGet(db, table, [headKey], true);
  const head = copiesHeadOf(item);
  const prefix = copyPrefix(padded);
  const kept = new Map<string, Member>();
  for await (const copy of itemsOf(db, table, { pk: copiesKey(uid, hash), prefix })) {
    const acrId = text(copy, 'sk').slice(prefix.length);
    kept.set(acrId, { acrId, size, unlike: null });
  }
  const all = [...new Set([...acrIds, ...kept.keys()])];
  const files = new Map((await filesOf(all)).map((file) => [file.acrId, file]));
  const right = new Map<string, Member>();
  const corrections = new Map<string, TransactItem[]>();
  for (const acrId of all) {
    const file = files.get(acrId);
    const isCopy = file?.uid === uid && file.md5 === hash && file.size === size;
    if (isCopy) right.set(acrId, { acrId, size, unlike: null });
    if (isCopy === kept.has(acrId)) continue;
    const Key = copyKey(uid, hash, size, acrId);
    const write = isCopy ? { Put: { TableName: table, Item: Key } } : { Delete: { TableName: table, Key } };
    corrections.set(acrId, [unlessFileChanged(table, acrId, file), write]);
  }
  return {
    what: `files of MD5 ${hash} and ${size} bytes`,
    isRight: corrections.size === 0 && head.count === right.size,
    was: say(head.count, size),
    is: say(right.size, size),
    kept,
    right,
    corrections,
    setHead: (count) => [setCopiesHead(table, headKey, head, count)],
  };
}

const say = (count: number, size: number) => `${count} files, ${size} bytes each`;
