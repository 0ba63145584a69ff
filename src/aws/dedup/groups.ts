import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '#aws/table/batch-get.ts';
import { moveId, readIds } from '#aws/table/id-sets.ts';
import { text } from '#aws/table/item.ts';
import { itemsOf, lastOf } from '#aws/table/query.ts';
import type { TransactItem } from '#aws/table/transaction.ts';

/** A bucket's groups of two tracks or more: each has a number, which names its entry and its place in the list. */

/** Numbers that a new group chooses from, so that groups made at one moment seldom choose the same. */
const GROUP_CHOICE = 4;
const CLASS = 'group';

const pad = (n: number) => String(n).padStart(10, '0');

const groupsKey = (bucketId: number) => `bucket#${bucketId}#groups`;
export const groupKey = (bucketId: number, group: number) => ({
  pk: groupsKey(bucketId),
  sk: `group#${pad(group)}`,
});

/** A number above every group's. Another join may take it first; then the later one begins again. */
export async function nextGroup(
  db: DynamoDBDocumentClient,
  table: string,
  bucketId: number,
): Promise<number> {
  const last = await lastOf(db, table, { pk: groupsKey(bucketId), prefix: 'group#' });
  const before = last ? Number(text(last, 'sk').slice('group#'.length)) : 0;
  return before + 1 + Math.floor(Math.random() * GROUP_CHOICE);
}

/** For a transaction: the entry is listed under this number. It fails when another is, or any but `unless`. */
export const listGroup = (
  table: string,
  bucketId: number,
  group: number,
  acrId: string,
  unless?: string,
): TransactItem[] => [
  moveId(table, groupsKey(bucketId), group, undefined, CLASS),
  {
    Put: {
      TableName: table,
      Item: { ...groupKey(bucketId, group), acrId },
      ConditionExpression: `attribute_not_exists(pk)${unless === undefined ? '' : ' OR acrId = :unless'}`,
      ...(unless !== undefined && { ExpressionAttributeValues: { ':unless': unless } }),
    },
  },
];

/** For a transaction: it is not listed any more. */
export const unlistGroup = (table: string, bucketId: number, group: number): TransactItem[] => [
  moveId(table, groupsKey(bucketId), group, CLASS, undefined),
  { Delete: { TableName: table, Key: groupKey(bucketId, group) } },
];

/** The acr_ids of a page of the list's entries, and how many there are on all. */
export async function readGroups(
  db: DynamoDBDocumentClient,
  table: string,
  bucketId: number,
  offset: number,
  limit: number,
): Promise<{ acrIds: string[]; total: number }> {
  const ids = (await readIds(db, table, [groupsKey(bucketId)], [CLASS]))[CLASS];
  const wanted = ids.slice(offset, offset + limit).map((group) => groupKey(bucketId, group));
  const heads = await batchGet(db, table, wanted, true);
  const acrIds = heads
    .toSorted((a, b) => text(a, 'sk').localeCompare(text(b, 'sk')))
    .map((head) => text(head, 'acrId'));
  return { acrIds, total: ids.length };
}

/** All that is listed: the acr_ids by their numbers, and the numbers that pages are made of. */
export async function readListed(
  db: DynamoDBDocumentClient,
  table: string,
  bucketId: number,
): Promise<{ items: Map<number, string>; numbers: Set<number> }> {
  const stretch = { pk: groupsKey(bucketId), prefix: 'group#' };
  const items = new Map<number, string>();
  for await (const item of itemsOf(db, table, stretch))
    items.set(Number(text(item, 'sk').slice('group#'.length)), text(item, 'acrId'));
  return { items, numbers: new Set((await readIds(db, table, [groupsKey(bucketId)], [CLASS]))[CLASS]) };
}
