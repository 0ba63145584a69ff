import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '#aws/table/batch-get.ts';
import { checkFormat, inFormat } from '#aws/table/format.ts';
import { type Item, number, text, within } from '#aws/table/item.ts';
import { behind, firstOf, itemsOf } from '#aws/table/query.ts';
import { newStamp, unlessChanged } from '#aws/table/stamp.ts';
import type { TransactItem } from '#aws/table/transaction.ts';
import type { Cluster, ClusterMember, Worth } from '#domain/ports/cluster.ts';
import type { DuplicateGroup, Tally } from '#domain/ports/duplicate.ts';
import {
  clusterKey,
  headKey,
  type KnownPlace,
  MEMBER,
  memberOf,
  placeKey,
  placeOf,
  worthOf,
} from './cluster-items.ts';

/** What a head holds: the cluster, and what its members come to. */
export interface ClusterHead extends Cluster {
  /** Bytes of all. */
  readonly sum: number;
  readonly fileSize: number;
  readonly footprint: number;
}

const NOTHING = { count: 0, sum: 0, fileSize: 0, footprint: 0 };

/** As the Duplicates API lists it: one whose centre has gone is none until its members are held against one another. */
export function listedOf({ id, state, keep, count, fileSize, footprint }: ClusterHead): DuplicateGroup {
  const group = { id, hash: id, ...(keep && { keep: keep.acrId }) };
  return state === 'parted' ? { ...group, ...NOTHING } : { ...group, count, fileSize, footprint };
}

/** As it is counted. */
export const tallyIn = ({ count, keep, fileSize, footprint }: ClusterHead): Tally => ({
  ...{ count, fileSize, footprint },
  keep: keep?.acrId ?? null,
});

/** A cluster of this centre alone. */
export const clusterFrom = (uid: number, id: string, centre: ClusterMember): ClusterHead => ({
  ...{ id, uid, state: 'standing', centre: centre.acrId, keep: asKept(centre), todo: null, stamp: '' },
  ...{ count: 1, sum: centre.size, fileSize: centre.size, footprint: 0 },
});

export const asKept = ({ acrId, lossless, duration, bitRate, since }: Worth & { acrId: string }) => ({
  ...{ acrId, lossless, duration, bitRate, since },
});

export const parted = (head: ClusterHead, todo: string): ClusterHead => ({
  ...head,
  ...NOTHING,
  ...{ state: 'parted', centre: null, keep: null, todo },
});

/** For a transaction: the head as it is to be; it fails when it is not as it was read. Without a stamp it is new. */
export function putHead(
  table: string,
  { id, uid, state, stamp, centre, keep, todo, ...counted }: ClusterHead,
): TransactItem {
  const item = { ...counted, ...(keep && { centre, keep }), ...(todo !== null && { todo }) };
  return {
    Put: {
      TableName: table,
      Item: inFormat({ ...headKey(uid, id), ...item, isParted: state === 'parted', stamp: newStamp() }),
      ...unlessChanged(stamp === '' ? undefined : stamp),
    },
  };
}

export const deleteHead = (table: string, { id, uid, stamp }: ClusterHead): TransactItem => ({
  Delete: { TableName: table, Key: headKey(uid, id), ...unlessChanged(stamp) },
});

export function readingClusters(db: DynamoDBDocumentClient, table: string) {
  /** Those that exist of these. */
  async function heads(uid: number, ids: readonly string[]): Promise<ClusterHead[]> {
    const prefix = clusterKey(uid, '');
    const keys = [...new Set(ids)].map((id) => headKey(uid, id));
    const items = await batchGet(db, table, keys, true);
    return items.map((item) => headOf(uid, text(item, 'pk').slice(prefix.length), item));
  }

  const head = async (uid: number, id: string): Promise<ClusterHead | undefined> =>
    (await heads(uid, [id]))[0];

  /** Its members, by acr_id; `after` and `limit` for a page of them. */
  async function members(uid: number, id: string, after?: string, limit = Number.POSITIVE_INFINITY) {
    const key = after === undefined ? undefined : `${MEMBER}${after}`;
    const stretch = { pk: clusterKey(uid, id), ...behind(MEMBER, key) };
    return (await firstOf(itemsOf(db, table, stretch, { pageSize: limit }), limit)).map(memberOf);
  }

  async function places(acrIds: readonly string[]): Promise<Map<string, KnownPlace>> {
    const items = await batchGet(db, table, [...new Set(acrIds)].map(placeKey), true);
    return new Map(items.map(placeOf).map((place) => [place.acrId, place]));
  }

  return { head, heads, members, places };
}

export function headOf(uid: number, id: string, item: Item): ClusterHead {
  checkFormat(item);
  const known = {
    id,
    uid,
    count: number(item, 'count'),
    sum: number(item, 'sum'),
    stamp: text(item, 'stamp'),
  };
  const todo = item['todo'] === undefined ? null : text(item, 'todo');
  if (item['isParted'] === true)
    return { ...known, ...NOTHING, state: 'parted', centre: null, keep: null, todo };
  if (item['keep'] === undefined) {
    // Of two that were united the one that went over is empty; of which it became part nobody asks any more.
    const fileSize = number(item, 'largest');
    return {
      ...known,
      fileSize,
      footprint: known.sum - fileSize,
      state: 'earlier',
      centre: null,
      keep: null,
      todo,
    };
  }
  const keep = within(item, 'keep');
  return {
    ...known,
    ...{ fileSize: number(item, 'fileSize'), footprint: number(item, 'footprint') },
    ...{
      state: 'standing',
      centre: text(item, 'centre'),
      keep: { acrId: text(keep, 'acrId'), ...worthOf(keep) },
      todo,
    },
  };
}
