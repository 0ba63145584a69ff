import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { DuplicateGroup } from '#domain/duplicate.ts';
import type { File } from '#domain/file.ts';
import { batchGet } from './batch-get.ts';
import { relist } from './group-list.ts';
import type { TransactItem } from './transaction.ts';

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

const idOf = (hash: string, size: number) => `${hash}#${String(size).padStart(SIZE_DIGITS, '0')}`;

/** The hash and the size, padded, in the id of a group of copies. */
export function partsOf(groupId: string): { hash: string; size: string } {
  const [hash = '', size = ''] = groupId.split('#');
  return { hash, size };
}

export function copiesOf(hash: string, size: number, count: number): DuplicateGroup {
  const footprint = Math.max(count - 1, 0) * size;
  return { id: idOf(hash, size), hash, count, fileSize: size, footprint };
}

/** For transactAfter: the file is counted among its copies (`by` 1), or no longer (−1). Done already, it changes nothing. */
export function countCopy(
  db: DynamoDBDocumentClient,
  table: string,
  { uid, acrId, md5, size }: Bytes,
  by: 1 | -1,
): () => Promise<TransactItem[]> {
  if (md5 === null || size === null) return async () => [];
  return async () => {
    const pk = copiesKey(uid, md5);
    const padded = partsOf(idOf(md5, size)).size;
    const headKey = { pk, sk: `${HEAD}${padded}` };
    const copyKey = { pk, sk: `${copyPrefix(padded)}${acrId}` };
    const items = await batchGet(db, table, [headKey, copyKey], true);
    const isCounted = items.some(({ sk }) => sk === copyKey.sk);
    if (isCounted === by > 0) return [];
    const known = Number(items.find(({ sk }) => sk === headKey.sk)?.['count'] ?? 0);
    const change = { before: copiesOf(md5, size, known), after: copiesOf(md5, size, known + by) };
    return [
      by > 0
        ? { Put: { TableName: table, Item: copyKey, ConditionExpression: 'attribute_not_exists(pk)' } }
        : { Delete: { TableName: table, Key: copyKey, ConditionExpression: 'attribute_exists(pk)' } },
      setHead(table, headKey, known, known + by),
      ...(await relist(db, table, uid, 'exact', [change])),
    ];
  };
}

/** A head that counts nothing goes. */
function setHead(table: string, Key: Record<string, string>, known: number, count: number): TransactItem {
  const condition = {
    ConditionExpression: known === 0 ? 'attribute_not_exists(pk)' : '#count = :known',
    ...(known > 0 && {
      ExpressionAttributeNames: { '#count': 'count' },
      ExpressionAttributeValues: { ':known': known },
    }),
  };
  return count > 0
    ? { Put: { TableName: table, Item: { ...Key, count }, ...condition } }
    : { Delete: { TableName: table, Key, ...condition } };
}
