import { checkFormat, inFormat } from '#aws/table/format.ts';
import { boolean, type Item, number, oneOf, orNull, text, time, within } from '#aws/table/item.ts';
import type { Claim, ClusterMember, Place, Worth } from '#domain/ports/cluster.ts';

/**
 * Files of one recording in the records table. Each has an item that says where it stands, its place; a cluster has a
 * head and an item for each member under one partition key.
 */

export const PLACE = 'recording#';
export const placeKey = (acrId: string) => ({ pk: `${PLACE}${acrId}`, sk: 'group' });
export const clusterKey = (uid: number, id: string) => `recordings#${uid}#${id}`;
export const headKey = (uid: number, id: string) => ({ pk: clusterKey(uid, id), sk: 'head' });
export const MEMBER = 'member#';
export const memberKey = (uid: number, id: string, acrId: string) => ({
  pk: clusterKey(uid, id),
  sk: `${MEMBER}${acrId}`,
});

/** A place with the bytes that its file is counted with. */
export type KnownPlace = Place & { readonly size: number };

export const placeItem = ({ acrId, cluster, claim, isIndexed, size }: KnownPlace): Item =>
  inFormat({
    ...placeKey(acrId),
    ...(cluster !== null && { group: cluster }),
    ...{ size, isIndexed },
    ...(claim && { claim: { ...claim, deadline: claim.deadline.toISOString() } }),
  });

export function placeOf(item: Item): KnownPlace {
  checkFormat(item);
  return {
    acrId: text(item, 'pk').slice(PLACE.length),
    cluster: item['group'] === undefined ? null : text(item, 'group'),
    claim: item['claim'] === undefined ? null : claimOf(within(item, 'claim')),
    isIndexed: boolean(item, 'isIndexed'),
    size: number(item, 'size'),
  };
}

const claimOf = (claim: Item): Claim => ({
  state: oneOf(claim, 'state', ['announced', 'aborted', 'leaving']),
  by: text(claim, 'by'),
  deadline: time(claim, 'deadline'),
  since: text(claim, 'since'),
});

/** For a write of a place: it fails when the file does not stand there as it was read. */
export function ifStillAt(was: Place | undefined) {
  if (!was) return { ConditionExpression: 'attribute_not_exists(pk)' };
  const { cluster, claim } = was;
  return {
    ConditionExpression: [
      cluster === null ? 'attribute_not_exists(#group)' : '#group = :was',
      claim === null ? 'attribute_not_exists(claim)' : 'claim.#by = :by AND claim.#state = :claimed',
    ].join(' AND '),
    ExpressionAttributeNames: { '#group': 'group', ...(claim && { '#by': 'by', '#state': 'state' }) },
    ...((cluster !== null || claim !== null) && {
      ExpressionAttributeValues: {
        ...(cluster !== null && { ':was': cluster }),
        ...(claim && { ':by': claim.by, ':claimed': claim.state }),
      },
    }),
  };
}

export const memberItem = (uid: number, id: string, { acrId, ...counted }: ClusterMember): Item =>
  inFormat({ ...memberKey(uid, id, acrId), ...counted });

/** An earlier version kept the size alone. */
export function memberOf(item: Item): ClusterMember {
  checkFormat(item);
  return {
    acrId: text(item, 'sk').slice(MEMBER.length),
    size: number(item, 'size'),
    unlike: item['unlike'] === undefined ? null : orNull(item, 'unlike', text),
    ...(item['since'] === undefined
      ? { lossless: false, duration: 0, bitRate: 0, since: '' }
      : worthOf(item)),
  };
}

export const worthOf = (item: Item): Worth => ({
  lossless: boolean(item, 'lossless'),
  duration: number(item, 'duration'),
  bitRate: number(item, 'bitRate'),
  since: text(item, 'since'),
});
