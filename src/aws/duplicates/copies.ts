import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '#aws/table/batch-get.ts';
import { type Item, number, text } from '#aws/table/item.ts';
import { newStamp, unlessChanged } from '#aws/table/stamp.ts';
import type { TransactItem } from '#aws/table/transaction.ts';
import type { DuplicateGroup, Tally } from '#domain/ports/duplicate.ts';
import type { File } from '#domain/ports/file.ts';
import { relist } from './list.ts';

/**
 * Files of an account with equal bytes, under one partition key for each hash: a head for each size, which counts,
 * and an item for each copy. A first copy costs these two; list and totals hear of it when there is a second.
 */

/** What tells copies: the file's bytes, once they are known. */
type Bytes = Pick<File, 'uid' | 'acrId' | 'md5' | 'size'>;

const SIZE_DIGITS = 13;

export const copiesKey = (uid: number, hash: string) => `copies#${uid}#${hash}`;
export const copyPrefix = (size: string) => `copy#${size}#`;
export const HEAD = 'head#';

export const idOf = (hash: string, size: number) => `${hash}#${String(size).padStart(SIZE_DIGITS, '0')}`;

/** The hash and the size, padded, in the id of a group of copies. */
export function partsOf(groupId: string): { hash: string; size: string } {
  const [hash = '', size = ''] = groupId.split('#');
  return { hash, size };
}

export function copiesOf(hash: string, size: number, count: number): DuplicateGroup {
  const footprint = Math.max(count - 1, 0) * size;
  return { id: idOf(hash, size), hash, count, fileSize: size, footprint };
}

/** What a head counts of copies. */
export const copyTally = (size: number, count: number): Tally => ({
  count,
  keep: null,
  fileSize: count > 0 ? size : 0,
  footprint: Math.max(count - 1, 0) * size,
});

export const copiesHeadKey = (uid: number, hash: string, size: number) => ({
  pk: copiesKey(uid, hash),
  sk: `${HEAD}${partsOf(idOf(hash, size)).size}`,
});
export const copyKey = (uid: number, hash: string, size: number, acrId: string) => ({
  pk: copiesKey(uid, hash),
  sk: `${copyPrefix(partsOf(idOf(hash, size)).size)}${acrId}`,
});

/** For transactAfter: the file is counted among its copies (`by` 1), or no longer (−1). Done already, it changes nothing. */
export function countCopy(
  db: DynamoDBDocumentClient,
  table: string,
  { uid, acrId, md5, size }: Bytes,
  by: 1 | -1,
): () => Promise<TransactItem[]> {
  if (md5 === null || size === null) return async () => [];
  return async () => {
    const headKey = copiesHeadKey(uid, md5, size);
    const ownKey = copyKey(uid, md5, size, acrId);
    const items = await batchGet(db, table, [headKey, ownKey], true);
    const isCounted = items.some(({ sk }) => sk === ownKey.sk);
    if (isCounted === by > 0) return [];
    const head = copiesHeadOf(items.find(({ sk }) => sk === headKey.sk));
    const count = head.count + by;
    const change = { before: copiesOf(md5, size, head.count), after: copiesOf(md5, size, count) };
    return [
      by > 0
        ? { Put: { TableName: table, Item: ownKey, ConditionExpression: 'attribute_not_exists(pk)' } }
        : { Delete: { TableName: table, Key: ownKey, ConditionExpression: 'attribute_exists(pk)' } },
      setCopiesHead(table, headKey, head, count),
      ...(await relist(db, table, uid, 'exact', [change])),
    ];
  };
}

/** What a group of copies counts, as it was read: every change leaves another stamp. */
export interface CopiesHead {
  readonly count: number;
  readonly stamp: string | undefined;
}

export const copiesHeadOf = (item: Item | undefined): CopiesHead =>
  item ? { count: number(item, 'count'), stamp: text(item, 'stamp') } : { count: 0, stamp: undefined };

/** For a transaction: it fails when the head is not as it was read. One that counts nothing goes. */
export function setCopiesHead(
  table: string,
  Key: Record<string, string>,
  { stamp }: CopiesHead,
  count: number,
): TransactItem {
  const condition = unlessChanged(stamp);
  return count > 0
    ? { Put: { TableName: table, Item: { ...Key, count, stamp: newStamp() }, ...condition } }
    : { Delete: { TableName: table, Key, ...condition } };
}
