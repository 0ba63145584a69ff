import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '#aws/table/batch-get.ts';
import { type Item, number, text } from '#aws/table/item.ts';
import { behind, itemsOf } from '#aws/table/query.ts';
import type { TransactItem } from '#aws/table/transaction.ts';
import type { DuplicateGroup, Footprint, ListedTo, Matching, Moment } from '#domain/ports/duplicate.ts';

/**
 * An account's groups of duplicates as they are listed and summed up. A group of two or more has an item whose
 * sort key holds its count, inverted, so that a query tells the largest first; it is replaced when the count
 * changes. The totals are kept in lanes, so that writers seldom meet on one item. A lane's version grows with
 * every change of one of its groups and is noted on the group's item: what a listing may already have told at
 * another place is known by a version later than the listing's beginning.
 */
const LANES = 32;
const MOST = 9_999_999_999;
const GROUP = 'group#';

export const listKey = (uid: number, matching: Matching) => `account#${uid}#duplicates#${matching}`;
const totalsKey = (uid: number, matching: Matching) => `account#${uid}#totals#${matching}`;
export const placeOf = ({ count, id }: Pick<DuplicateGroup, 'count' | 'id'>) =>
  `${GROUP}${String(MOST - count).padStart(10, '0')}#${id}`;
/** A hash is random: any of its digits spread the groups. */
export const laneOf = ({ hash }: DuplicateGroup) => Number.parseInt(hash.slice(0, 2), 16) % LANES;
export const laneKey = (uid: number, matching: Matching, lane: number) => ({
  pk: totalsKey(uid, matching),
  sk: `lane#${String(lane).padStart(2, '0')}`,
});

export const groupOf = (item: Item): DuplicateGroup => ({
  id: text(item, 'id'),
  hash: text(item, 'hash'),
  count: number(item, 'count'),
  fileSize: number(item, 'fileSize'),
  footprint: number(item, 'footprint'),
  ...(item['keep'] !== undefined && { keep: text(item, 'keep') }),
});

/** A group that becomes another; alone or without files it is not listed. */
export interface Change {
  readonly before: DuplicateGroup;
  readonly after: DuplicateGroup;
}

const isListed = ({ count }: DuplicateGroup) => count >= 2;

/** For a transaction: list and totals follow these changes. It fails when a lane changed since it was read here. */
export async function relist(
  db: DynamoDBDocumentClient,
  table: string,
  uid: number,
  matching: Matching,
  changes: readonly Change[],
): Promise<TransactItem[]> {
  const visible = changes.filter(({ before, after }) => isListed(before) || isListed(after));
  if (visible.length === 0) return [];
  const lanes = Map.groupBy(visible, ({ after }) => laneOf(after));
  const keys = [...lanes.keys()].map((lane) => laneKey(uid, matching, lane));
  const items = await batchGet(db, table, keys, true);
  const versions = new Map(items.map((item) => [item['sk'], number(item, 'version')]));
  return [...lanes].flatMap(([lane, changed]) => {
    const known = versions.get(laneKey(uid, matching, lane).sk);
    const version = (known ?? 0) + 1;
    return [
      addToLane(table, laneKey(uid, matching, lane), changed, known),
      ...changed.flatMap((change) => replace(table, listKey(uid, matching), change, lane, version)),
    ];
  });
}

function replace(
  table: string,
  pk: string,
  { before, after }: Change,
  lane: number,
  version: number,
): TransactItem[] {
  const items: TransactItem[] = [];
  if (isListed(before) && !(isListed(after) && placeOf(before) === placeOf(after)))
    items.push({ Delete: { TableName: table, Key: { pk, sk: placeOf(before) } } });
  if (isListed(after))
    items.push({ Put: { TableName: table, Item: { pk, sk: placeOf(after), ...after, lane, version } } });
  return items;
}

const sum = (changes: readonly Change[], value: (group: DuplicateGroup) => number) =>
  changes
    .map(({ before, after }) => (isListed(after) ? value(after) : 0) - (isListed(before) ? value(before) : 0))
    .reduce((total, difference) => total + difference, 0);

function addToLane(table: string, Key: Item, changes: readonly Change[], known: number | undefined) {
  return {
    Update: {
      TableName: table,
      Key,
      UpdateExpression: 'ADD #groups :groups, #items :items, #bytes :bytes, #version :one',
      ConditionExpression: known === undefined ? 'attribute_not_exists(pk)' : '#version = :known',
      ExpressionAttributeNames: {
        '#groups': 'groups',
        '#items': 'items',
        '#bytes': 'bytes',
        '#version': 'version',
      },
      ExpressionAttributeValues: {
        ':groups': sum(changes, () => 1),
        ':items': sum(changes, ({ count }) => count),
        ':bytes': sum(changes, ({ footprint }) => footprint),
        ':one': 1,
        ...(known !== undefined && { ':known': known }),
      },
    },
  };
}

/** The lanes' items. */
export const readLanes = (db: DynamoDBDocumentClient, table: string, uid: number, matching: Matching) =>
  Array.fromAsync(itemsOf(db, table, { pk: totalsKey(uid, matching) }));

export async function readTotals(
  db: DynamoDBDocumentClient,
  table: string,
  uid: number,
  matching: Matching,
): Promise<Footprint> {
  const lanes = await readLanes(db, table, uid, matching);
  const total = (name: string) => lanes.reduce((sum, lane) => sum + number(lane, name), 0);
  return { groups: total('groups'), items: total('items'), bytes: total('bytes') };
}

/** The lanes' versions. */
export async function readMoment(
  db: DynamoDBDocumentClient,
  table: string,
  uid: number,
  matching: Matching,
): Promise<Moment> {
  const lanes = await readLanes(db, table, uid, matching);
  const versions = new Map(lanes.map((lane) => [lane['sk'], number(lane, 'version')]));
  return Array.from({ length: LANES }, (_, lane) => versions.get(laneKey(uid, matching, lane).sk) ?? 0);
}

/**
 * The next groups of a listing. One whose count changed since the listing began may have been told before at
 * another place, so it is left out; one that stands at its place since then cannot have been.
 */
export async function readGroups(
  db: DynamoDBDocumentClient,
  table: string,
  uid: number,
  matching: Matching,
  after: ListedTo | undefined,
  limit: number,
): Promise<DuplicateGroup[]> {
  const stretch = { pk: listKey(uid, matching), ...behind(GROUP, after && placeOf(after)) };
  const groups = new Map<string, DuplicateGroup>();
  for await (const item of itemsOf(db, table, stretch, { pageSize: limit })) {
    const hasChanged = after && number(item, 'version') > (after.since[number(item, 'lane')] ?? 0);
    const group = groupOf(item);
    // A query of several pages may itself meet a group twice.
    if (!hasChanged && !groups.has(group.id)) groups.set(group.id, group);
    if (groups.size === limit) break;
  }
  return [...groups.values()];
}
