import { type DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import type { DuplicateGroup } from '#domain/duplicate.ts';
import { batchGet } from './batch-get.ts';
import { relist } from './group-list.ts';
import type { TransactItem } from './transaction.ts';

/**
 * Files of one recording in the records table. Each has an item that names its group; a group has a head and an
 * item for each member under one partition key. A group that was united with another leaves a head that says into
 * which: what still names it is led there.
 */

type Item = Record<string, unknown>;

export interface Member {
  readonly acrId: string;
  readonly size: number;
  readonly isIndexed: boolean;
}

/** What a head holds; without a stamp there is none. */
export interface GroupHead {
  readonly id: string;
  readonly count: number;
  /** Bytes of all, and of the largest. */
  readonly sum: number;
  readonly largest: number;
  readonly indexed: number;
  readonly into: string | undefined;
  readonly stamp: string | undefined;
}

export const nodeKey = (acrId: string) => ({ pk: `recording#${acrId}`, sk: 'group' });
const groupKey = (uid: number, group: string) => `recordings#${uid}#${group}`;
const headKey = (uid: number, group: string) => ({ pk: groupKey(uid, group), sk: 'head' });
const MEMBER = 'member#';
export const memberKey = (uid: number, group: string, acrId: string) => ({
  pk: groupKey(uid, group),
  sk: `${MEMBER}${acrId}`,
});

export const listedOf = ({ id, count, sum, largest }: GroupHead): DuplicateGroup => ({
  id,
  hash: id,
  count,
  fileSize: largest,
  footprint: sum - largest,
});

/** The head with these members more. */
export function withMembers(head: GroupHead, members: readonly Member[]): GroupHead {
  return {
    ...head,
    count: head.count + members.length,
    sum: members.reduce((sum, { size }) => sum + size, head.sum),
    largest: members.reduce((most, { size }) => Math.max(most, size), head.largest),
    indexed: head.indexed + members.filter(({ isIndexed }) => isIndexed).length,
  };
}

/** The head with exactly these members. */
export const ofMembers = (head: GroupHead, members: readonly Member[]): GroupHead =>
  withMembers({ ...head, count: 0, sum: 0, largest: 0, indexed: 0 }, members);

/** For a transaction: the head as it is to be; it fails when it is not as it was read. */
export function putHead(table: string, uid: number, head: GroupHead): TransactItem {
  const Key = headKey(uid, head.id);
  const { id, stamp, ...values } = head;
  const condition = {
    ConditionExpression: stamp === undefined ? 'attribute_not_exists(pk)' : 'stamp = :known',
    ...(stamp !== undefined && { ExpressionAttributeValues: { ':known': stamp } }),
  };
  if (head.count === 0 && head.into === undefined) return { Delete: { TableName: table, Key, ...condition } };
  const Item = { ...Key, ...values, stamp: crypto.randomUUID() };
  return { Put: { TableName: table, Item, ...condition } };
}

export function readingGroups(db: DynamoDBDocumentClient, table: string) {
  async function head(uid: number, id: string): Promise<GroupHead> {
    const [item] = await batchGet(db, table, [headKey(uid, id)], true);
    return {
      id,
      count: Number(item?.['count'] ?? 0),
      sum: Number(item?.['sum'] ?? 0),
      largest: Number(item?.['largest'] ?? 0),
      indexed: Number(item?.['indexed'] ?? 0),
      into: item?.['into'] === undefined ? undefined : String(item['into']),
      stamp: item && String(item['stamp']),
    };
  }

  /** The head of the group that this one has become part of: each leads to a smaller id. */
  async function root(uid: number, id: string): Promise<GroupHead> {
    let found = await head(uid, id);
    while (found.into !== undefined) found = await head(uid, found.into);
    return found;
  }

  /** Its members, by acr_id; `after` and `limit` for a page of them. */
  async function members(uid: number, group: string, after = '', limit = Number.POSITIVE_INFINITY) {
    const found: Member[] = [];
    const pages = paginateQuery(
      { client: db, ...(Number.isFinite(limit) && { pageSize: limit }) },
      {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: {
          ':pk': groupKey(uid, group),
          // The space sorts before every further character, so it stands for "behind".
          ':first': `${MEMBER}${after === '' ? '' : `${after} `}`,
          ':last': `${MEMBER}~`,
        },
      },
    );
    for await (const page of pages) {
      for (const item of page.Items ?? []) {
        found.push(memberOf(item));
        if (found.length === limit) return found;
      }
    }
    return found;
  }

  /** The group each of these names, united since or not. */
  async function nodes(acrIds: readonly string[]) {
    const items = await batchGet(db, table, acrIds.map(nodeKey), true);
    return new Map(
      items.map((item) => [String(item['pk']).slice('recording#'.length), nodeOf(item)] as const),
    );
  }

  return { head, root, members, nodes };
}

const nodeOf = (item: Item) => ({
  group: String(item['group']),
  size: Number(item['size']),
  isIndexed: item['isIndexed'] === true,
});

const memberOf = (item: Item): Member => ({
  acrId: String(item['sk']).slice(MEMBER.length),
  size: Number(item['size']),
  isIndexed: item['isIndexed'] === true,
});

/** For transactAfter: the file is a member of that group, or of what became of it. In one already, nothing changes. */
export function joinRecordings(
  db: DynamoDBDocumentClient,
  table: string,
  uid: number,
  { acrId, size, isIndexed }: Member,
  group: string,
): () => Promise<TransactItem[]> {
  const reading = readingGroups(db, table);
  return async () => {
    if ((await reading.nodes([acrId])).has(acrId)) return [];
    const before = await reading.root(uid, group);
    // A crowd that is gone cannot be found in the index.
    const member = { acrId, size, isIndexed: isIndexed || before.count === 0 };
    const after = withMembers(before, [member]);
    const { isIndexed: found } = member;
    return [
      {
        Put: {
          TableName: table,
          Item: { ...nodeKey(acrId), group: before.id, size, isIndexed: found },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
      {
        Put: { TableName: table, Item: { ...memberKey(uid, before.id, acrId), size, isIndexed: found } },
      },
      putHead(table, uid, after),
      ...(await relist(db, table, uid, 'acoustic', [{ before: listedOf(before), after: listedOf(after) }])),
    ];
  };
}

/** For transactAfter: the file leaves its group, if it is in one. */
export function leaveRecordings(
  db: DynamoDBDocumentClient,
  table: string,
  uid: number,
  acrId: string,
): () => Promise<TransactItem[]> {
  const reading = readingGroups(db, table);
  return async () => {
    const node = (await reading.nodes([acrId])).get(acrId);
    if (!node) return [];
    const before = await reading.head(uid, node.group);
    // Only when the largest goes the others must be asked which is now.
    const after =
      node.size === before.largest && before.count > 1
        ? ofMembers(
            before,
            (await reading.members(uid, node.group)).filter((member) => member.acrId !== acrId),
          )
        : {
            ...before,
            count: Math.max(before.count - 1, 0),
            sum: before.sum - node.size,
            largest: before.count > 1 ? before.largest : 0,
            indexed: before.indexed - (node.isIndexed ? 1 : 0),
          };
    return [
      {
        Delete: {
          TableName: table,
          Key: nodeKey(acrId),
          ConditionExpression: '#group = :group AND isIndexed = :indexed',
          ExpressionAttributeNames: { '#group': 'group' },
          ExpressionAttributeValues: { ':group': node.group, ':indexed': node.isIndexed },
        },
      },
      { Delete: { TableName: table, Key: memberKey(uid, node.group, acrId) } },
      putHead(table, uid, after),
      ...(await relist(db, table, uid, 'acoustic', [{ before: listedOf(before), after: listedOf(after) }])),
    ];
  };
}
