import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '#aws/table/batch-get.ts';
import { boolean, type Item, number, text } from '#aws/table/item.ts';
import { behind, firstOf, itemsOf } from '#aws/table/query.ts';
import { newStamp, unlessChanged } from '#aws/table/stamp.ts';
import type { TransactItem } from '#aws/table/transaction.ts';
import type { Membership } from '#domain/ports/cluster.ts';
import type { DuplicateGroup } from '#domain/ports/duplicate.ts';
import { type Member, type Tally, tallyOf } from '#domain/ports/tally.ts';

/**
 * Files of one recording in the records table. Each has an item that names its group; a group has a head and an
 * item for each member under one partition key. A group that was united with another leaves a head that says into
 * which: what still names it is led there.
 */

/** What a head holds; without a stamp there is none. */
export interface ClusterHead extends Tally {
  readonly id: string;
  readonly into: string | undefined;
  readonly stamp: string | undefined;
}

export const NODE = 'recording#';
export const nodeKey = (acrId: string) => ({ pk: `${NODE}${acrId}`, sk: 'group' });
export const clusterKey = (uid: number, group: string) => `recordings#${uid}#${group}`;
const headKey = (uid: number, group: string) => ({ pk: clusterKey(uid, group), sk: 'head' });
export const MEMBER = 'member#';
export const memberKey = (uid: number, group: string, acrId: string) => ({
  pk: clusterKey(uid, group),
  sk: `${MEMBER}${acrId}`,
});

export const listedOf = ({ id, count, sum, largest }: ClusterHead): DuplicateGroup => ({
  id,
  hash: id,
  count,
  fileSize: largest,
  footprint: sum - largest,
});

/** The head with these members more. */
export function withMembers(head: ClusterHead, members: readonly Member[]): ClusterHead {
  return {
    ...head,
    count: head.count + members.length,
    sum: members.reduce((sum, { size }) => sum + size, head.sum),
    largest: members.reduce((most, { size }) => Math.max(most, size), head.largest),
    indexed: head.indexed + members.filter(({ isIndexed }) => isIndexed).length,
  };
}

/** The head with exactly these members. */
export const ofMembers = (head: ClusterHead, members: readonly Member[]): ClusterHead => ({
  ...head,
  ...tallyOf(members),
});

/** For a transaction: the head as it is to be; it fails when it is not as it was read. */
export function putClusterHead(table: string, uid: number, head: ClusterHead): TransactItem {
  const Key = headKey(uid, head.id);
  const { id, stamp, ...values } = head;
  const condition = unlessChanged(stamp);
  if (head.count === 0 && head.into === undefined) return { Delete: { TableName: table, Key, ...condition } };
  return { Put: { TableName: table, Item: { ...Key, ...values, stamp: newStamp() }, ...condition } };
}

export function readingClusters(db: DynamoDBDocumentClient, table: string) {
  async function head(uid: number, id: string): Promise<ClusterHead> {
    const [item] = await batchGet(db, table, [headKey(uid, id)], true);
    return clusterHeadOf(id, item);
  }

  /** The head of the group that this one has become part of: each leads to a smaller id. */
  async function root(uid: number, id: string): Promise<ClusterHead> {
    let found = await head(uid, id);
    while (found.into !== undefined) found = await head(uid, found.into);
    return found;
  }

  /** Its members, by acr_id; `after` and `limit` for a page of them. */
  async function members(uid: number, group: string, after?: string, limit = Number.POSITIVE_INFINITY) {
    const key = after === undefined ? undefined : `${MEMBER}${after}`;
    const stretch = { pk: clusterKey(uid, group), ...behind(MEMBER, key) };
    return (await firstOf(itemsOf(db, table, stretch, { pageSize: limit }), limit)).map(memberOf);
  }

  /** The group each of these names, united since or not. */
  async function nodes(acrIds: readonly string[]) {
    const items = await batchGet(db, table, acrIds.map(nodeKey), true);
    return new Map(items.map((item) => [text(item, 'pk').slice(NODE.length), nodeOf(item)] as const));
  }

  /** The heads that exist of these. */
  async function heads(uid: number, ids: readonly string[]): Promise<ClusterHead[]> {
    const prefix = clusterKey(uid, '');
    const items = await batchGet(
      db,
      table,
      ids.map((id) => headKey(uid, id)),
      true,
    );
    return items.map((item) => clusterHeadOf(text(item, 'pk').slice(prefix.length), item));
  }

  return { head, heads, root, members, nodes };
}

export function clusterHeadOf(id: string, item: Item | undefined): ClusterHead {
  if (!item) return { id, count: 0, sum: 0, largest: 0, indexed: 0, into: undefined, stamp: undefined };
  return {
    id,
    count: number(item, 'count'),
    sum: number(item, 'sum'),
    largest: number(item, 'largest'),
    indexed: number(item, 'indexed'),
    into: item['into'] === undefined ? undefined : text(item, 'into'),
    stamp: text(item, 'stamp'),
  };
}

/** What a file's own item says. */
export type Node = Omit<Member, 'acrId'> & Membership;
export const nodeOf = (item: Item): Node => ({
  cluster: text(item, 'group'),
  size: number(item, 'size'),
  isIndexed: boolean(item, 'isIndexed'),
});

export const memberOf = (item: Item): Member => ({
  acrId: text(item, 'sk').slice(MEMBER.length),
  size: number(item, 'size'),
  isIndexed: boolean(item, 'isIndexed'),
});
