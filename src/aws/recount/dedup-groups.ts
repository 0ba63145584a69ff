import { type DynamoDBDocumentClient, GetCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import { entryKey, entryOf } from '#aws/dedup/entry.ts';
import { groupKey, listGroup, nextGroup, readListed, unlistGroup } from '#aws/dedup/groups.ts';
import { MEMBER, tracksOf } from '#aws/dedup/tracks.ts';
import { number, orNull, text } from '#aws/table/item.ts';
import { type TransactItem, transact } from '#aws/table/transaction.ts';
import type { Entry } from '#domain/ports/entry.ts';
import type { Difference } from '#domain/ports/recount.ts';

const ATTEMPTS = 8;

/** A committed entry as it counts its tracks and names its place in the list, and the tracks that it has. */
type Standing = Pick<Entry, 'acrId' | 'bucketId' | 'count' | 'group'> & { tracks: number };

/**
 * Entries count the tracks they have, and each of two or more stands in its bucket's list of groups, nothing else does.
 * What looks wrong in one look through the table is read again and corrected on the condition that it did not change.
 */
export async function recountGroups(
  db: DynamoDBDocumentClient,
  table: string,
  uid: number,
  bucketIds: readonly number[],
): Promise<Difference[]> {
  const standing = await standingIn(db, table, uid);
  const differences: Difference[] = [];
  for (const bucketId of bucketIds) {
    const { items, numbers } = await readListed(db, table, bucketId);
    const isListed = ({ acrId, group }: Standing) =>
      group !== null && items.get(group) === acrId && numbers.has(group);
    const own = [...standing.values()].filter((entry) => entry.bucketId === bucketId);
    const wrong = own.filter((entry) => entry.count !== entry.tracks || isListed(entry) !== entry.tracks > 1);
    for (const { acrId } of wrong) differences.push(...(await correctEntry(db, table, bucketId, acrId)));
    const known = new Set([...items.keys(), ...numbers]);
    for (const group of known) {
      const acrId = items.get(group);
      if (acrId === undefined || standing.get(acrId)?.group !== group)
        differences.push(...(await unlist(db, table, bucketId, group)));
    }
  }
  return differences;
}

async function standingIn(db: DynamoDBDocumentClient, table: string, uid: number) {
  const standing = new Map<string, Standing>();
  const pages = paginateScan(
    { client: db },
    {
      TableName: table,
      ConsistentRead: true,
      FilterExpression:
        'begins_with(pk, :entries) AND (begins_with(sk, :member) OR (#uid = :uid AND #state = :committed))',
      ProjectionExpression: 'pk, sk, acrId, bucketId, #count, #group',
      ExpressionAttributeNames: { '#uid': 'uid', '#state': 'state', '#count': 'count', '#group': 'group' },
      ExpressionAttributeValues: {
        ':entries': entryKey('').pk,
        ':member': MEMBER,
        ':uid': uid,
        ':committed': 'committed',
      },
    },
  );
  for await (const { Items = [] } of pages)
    for (const item of Items) {
      // An entry comes before its tracks, which have its partition key.
      const acrId = text(item, 'pk').slice(entryKey('').pk.length);
      const entry = standing.get(acrId);
      if (entry) entry.tracks++;
      else if (item['sk'] === entryKey('').sk)
        standing.set(acrId, {
          acrId,
          bucketId: number(item, 'bucketId'),
          count: number(item, 'count'),
          group: orNull(item, 'group', number),
          tracks: 0,
        });
    }
  return standing;
}

async function correctEntry(
  db: DynamoDBDocumentClient,
  table: string,
  bucketId: number,
  acrId: string,
): Promise<Difference[]> {
  const what = `entry ${acrId} of bucket ${bucketId}`;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const get = new GetCommand({ TableName: table, Key: entryKey(acrId), ConsistentRead: true });
    const { Item } = await db.send(get);
    const entry = Item && entryOf(Item);
    if (entry?.state !== 'committed') return [];
    const tracks = (await Array.fromAsync(tracksOf(db, table, acrId))).length;
    const { items, numbers } = await readListed(db, table, bucketId);
    const { count, group } = entry;
    const isListed = group !== null && items.get(group) === acrId && numbers.has(group);
    if (count === tracks && isListed === tracks > 1) return [];
    const isFree = group !== null && (items.get(group) ?? acrId) === acrId;
    const place = tracks < 2 ? null : isFree ? group : await nextGroup(db, table, bucketId);
    const failed = await transact(db, [
      {
        Update: {
          TableName: table,
          Key: entryKey(acrId),
          UpdateExpression: 'SET #count = :tracks, #group = :place',
          // Each track that joins changes the count.
          ConditionExpression: '#state = :committed AND #count = :count AND #group = :group',
          ExpressionAttributeNames: { '#state': 'state', '#count': 'count', '#group': 'group' },
          ExpressionAttributeValues: {
            ':committed': 'committed',
            ':count': count,
            ':group': group,
            ':tracks': tracks,
            ':place': place,
          },
        },
      },
      ...(place === null || isListed ? [] : listGroup(table, bucketId, place, acrId, acrId)),
      ...(place === null && group !== null && isFree ? unlistGroup(table, bucketId, group) : []),
    ]);
    if (failed.length > 0) continue;
    const say = (tracks: number, listed: boolean) =>
      `${tracks} tracks, ${listed ? 'among' : 'not among'} the groups`;
    return [{ what, was: say(count, isListed), is: say(tracks, place !== null) }];
  }
  return [{ what, was: 'written to all the time', is: 'not counted: run this again' }];
}

/** A place of the list whose entry is gone, or stands elsewhere, goes. */
async function unlist(
  db: DynamoDBDocumentClient,
  table: string,
  bucketId: number,
  group: number,
): Promise<Difference[]> {
  const Key = groupKey(bucketId, group);
  const { Item } = await db.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
  const acrId = Item && text(Item, 'acrId');
  const [number, place] = unlistGroup(table, bucketId, group);
  const unless: TransactItem[] =
    acrId === undefined
      ? [{ ConditionCheck: { TableName: table, Key, ConditionExpression: 'attribute_not_exists(pk)' } }]
      : [
          {
            Delete: {
              TableName: table,
              Key,
              ConditionExpression: 'acrId = :acrId',
              ExpressionAttributeValues: { ':acrId': acrId },
            },
          },
          {
            ConditionCheck: {
              TableName: table,
              Key: entryKey(acrId),
              ConditionExpression: 'attribute_not_exists(pk) OR #group <> :group',
              ExpressionAttributeNames: { '#group': 'group' },
              ExpressionAttributeValues: { ':group': group },
            },
          },
        ];
  if (!number || !place) return [];
  const failed = await transact(db, [number, ...unless]);
  const what = `group ${group} of bucket ${bucketId}`;
  return failed.length > 0 ? [] : [{ what, was: 'listed without its entry', is: 'not listed' }];
}
