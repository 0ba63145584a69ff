import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { listedOf, readingClusters } from '#aws/duplicates/clusters.ts';
import { copiesHeadKey, copiesHeadOf, copiesOf, partsOf } from '#aws/duplicates/copies.ts';
import { groupOf, laneKey, laneOf, listKey, placeOf, readLanes } from '#aws/duplicates/list.ts';
import { batchGet } from '#aws/table/batch-get.ts';
import { type Item, number, text } from '#aws/table/item.ts';
import { itemsOf } from '#aws/table/query.ts';
import { type TransactItem, transact } from '#aws/table/transaction.ts';
import type { DuplicateGroup, Matching, Tally } from '#domain/ports/duplicate.ts';
import type { Difference } from '#domain/ports/recount.ts';

/** What one transaction takes beside the lane. */
const AT_ONCE = 90;

/**
 * The list of groups and its totals, from the heads of the groups. Every change of a group changes its lane's
 * version: what was counted after the lanes were read stands if its lane's version still does.
 */
export async function recountList(
  db: DynamoDBDocumentClient,
  table: string,
  uid: number,
  matching: Matching,
  groups: Iterable<{ readonly id: string; readonly tally: Tally }>,
): Promise<Difference[] | undefined> {
  const lanes = await readLanes(db, table, uid, matching);
  const listed = await readListed(db, table, uid, matching);
  const expected = await countAnew(db, table, uid, matching, groups, listed);

  const differences: Difference[] = [];
  let isWhole = true;
  const places = Map.groupBy(new Map([...expected, ...listed]), ([, group]) => laneOf(group));
  const numbers = new Set([
    ...places.keys(),
    ...lanes.map(({ sk }) => Number(String(sk).slice('lane#'.length))),
  ]);
  for (const lane of numbers) {
    const Key = laneKey(uid, matching, lane);
    const was = lanes.find(({ sk }) => sk === Key.sk);
    const own = (places.get(lane) ?? []).map(([place]) => place);
    const wrong = own.filter((place) => !isSame(listed.get(place), expected.get(place)));
    const counted = own.flatMap((place) => expected.get(place) ?? []);
    const is = sumOf(counted);
    const isRight = was ? say(totalsOf(was)) === say(is) : counted.length === 0;
    if (isRight && wrong.length === 0) continue;
    const version = Number(was?.['version'] ?? 0) + 1;
    const corrections = wrong.slice(0, AT_ONCE).map((place): TransactItem => {
      const pk = listKey(uid, matching);
      const group = expected.get(place);
      return group
        ? { Put: { TableName: table, Item: { pk, sk: place, ...group, lane, version } } }
        : { Delete: { TableName: table, Key: { pk, sk: place } } };
    });
    const failed = await transact(db, [setLane(table, Key, was, is, version), ...corrections]);
    if (failed.length > 0 || wrong.length > AT_ONCE) isWhole = false;
    if (failed.length > 0) continue;
    differences.push({
      what: `${matching} totals, lane ${lane}`,
      was: `${was ? say(totalsOf(was)) : 'none'}, ${wrong.length} wrong in the list`,
      is: say(is),
    });
  }
  return isWhole ? differences : undefined;
}

async function readListed(db: DynamoDBDocumentClient, table: string, uid: number, matching: Matching) {
  const listed = new Map<string, DuplicateGroup>();
  for await (const item of itemsOf(db, table, { pk: listKey(uid, matching) }))
    listed.set(text(item, 'sk'), groupOf(item));
  return listed;
}

/** The groups of two and more by their place in the list. Where list and count differ, the head is read again. */
async function countAnew(
  db: DynamoDBDocumentClient,
  table: string,
  uid: number,
  matching: Matching,
  groups: Iterable<{ readonly id: string; readonly tally: Tally }>,
  listed: ReadonlyMap<string, DuplicateGroup>,
): Promise<Map<string, DuplicateGroup>> {
  const expected = new Map<string, DuplicateGroup>();
  for (const { id, tally } of groups) {
    const group = groupFrom(id, tally);
    if (group.count >= 2) expected.set(placeOf(group), group);
  }
  const suspects = new Set<string>();
  for (const [place, { id }] of [...listed, ...expected]) {
    if (!isSame(listed.get(place), expected.get(place))) suspects.add(id);
  }
  for (const [place, { id }] of expected) if (suspects.has(id)) expected.delete(place);
  for (const group of await groupsNow(db, table, uid, matching, [...suspects]))
    if (group.count >= 2) expected.set(placeOf(group), group);
  return expected;
}

const groupFrom = (id: string, { count, keep, fileSize, footprint }: Tally): DuplicateGroup => ({
  id,
  hash: partsOf(id).hash,
  ...{ count, fileSize, footprint },
  ...(keep !== null && { keep }),
});

/** What the heads of these groups count. */
async function groupsNow(
  db: DynamoDBDocumentClient,
  table: string,
  uid: number,
  matching: Matching,
  ids: readonly string[],
): Promise<DuplicateGroup[]> {
  if (matching === 'acoustic') return (await readingClusters(db, table).heads(uid, ids)).map(listedOf);
  const parts = ids.map(partsOf).map(({ hash, size }) => ({ hash, size: Number(size) }));
  const groups = parts.map(({ hash, size }) => [copiesHeadKey(uid, hash, size), hash, size] as const);
  const keys = groups.map(([key]) => key);
  const heads = new Map(
    (await batchGet(db, table, keys, true)).map((item) => [`${item['pk']}${item['sk']}`, item]),
  );
  return groups.map(([{ pk, sk }, hash, size]) =>
    copiesOf(hash, size, copiesHeadOf(heads.get(`${pk}${sk}`)).count),
  );
}

const isSame = (a: DuplicateGroup | undefined, b: DuplicateGroup | undefined) =>
  a !== undefined &&
  b !== undefined &&
  a.footprint === b.footprint &&
  a.fileSize === b.fileSize &&
  a.keep === b.keep;

interface Totals {
  readonly groups: number;
  readonly items: number;
  readonly bytes: number;
}

const totalsOf = (lane: Item): Totals => ({
  groups: number(lane, 'groups'),
  items: number(lane, 'items'),
  bytes: number(lane, 'bytes'),
});
const sumOf = (groups: readonly DuplicateGroup[]): Totals => ({
  groups: groups.length,
  items: groups.reduce((sum, { count }) => sum + count, 0),
  bytes: groups.reduce((sum, { footprint }) => sum + footprint, 0),
});
const say = ({ groups, items, bytes }: Totals) => `${groups} groups, ${items} items, ${bytes} bytes`;

const setLane = (table: string, Key: Item, was: Item | undefined, totals: Totals, version: number) => ({
  Put: {
    TableName: table,
    Item: { ...Key, ...totals, version },
    ConditionExpression: was ? '#version = :known' : 'attribute_not_exists(pk)',
    ...(was && {
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':known': was['version'] },
    }),
  },
});
