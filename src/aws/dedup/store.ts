import { DeleteCommand, type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '#aws/table/batch-get.ts';
import { ifItHolds } from '#aws/table/conditional.ts';
import { count } from '#aws/table/counters.ts';
import { firstOf } from '#aws/table/query.ts';
import { deleteTodo, putTodo } from '#aws/table/todos.ts';
import { transact } from '#aws/table/transaction.ts';
import type { Entry, EntryStore } from '#domain/ports/entry.ts';
import { sideBySide } from '#domain/side-by-side.ts';
import { entryItem, entryKey, entryOf, laneOf } from './entry.ts';
import { listGroup, nextGroup, readGroups, unlistGroup } from './groups.ts';
import { claimTrack, freeTrack, ownerOf } from './track-ids.ts';
import { arrivalAt, FIRST, putTrack, trackKey, tracksOf } from './tracks.ts';

const ERASED_AT_ONCE = 20;

/** Entries in the records table: each with its tracks under one key, and a pointer from each track id. */
export function entryStore(db: DynamoDBDocumentClient, table: string): EntryStore {
  async function get(bucketId: number, acrIds: readonly string[]): Promise<Entry[]> {
    const items = await batchGet(db, table, [...new Set(acrIds)].map(entryKey), true);
    const entries = new Map(items.map(entryOf).map((entry) => [entry.acrId, entry]));
    return acrIds.flatMap((acrId) => entries.get(acrId) ?? []).filter((entry) => entry.bucketId === bucketId);
  }

  async function ofTrack(bucketId: number, trackId: string): Promise<Entry | undefined> {
    const owner = await ownerOf(db, table, bucketId, trackId);
    const [entry] = owner ? await get(bucketId, [owner]) : [];
    return entry?.state === 'committed' ? entry : undefined;
  }

  /** For a transaction: the track id becomes this entry's, unless it is a living one's. */
  async function claim(entry: Entry, trackId: string) {
    const owner = await ownerOf(db, table, entry.bucketId, trackId);
    const isDead = owner !== undefined && !(await ofTrack(entry.bucketId, trackId));
    return claimTrack(table, entry.bucketId, trackId, entry.acrId, isDead ? owner : undefined);
  }

  const whilePending = ({ acrId }: Entry) => ({
    ConditionCheck: {
      TableName: table,
      Key: entryKey(acrId),
      ConditionExpression: '#state = :pending',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':pending': 'pending' },
    },
  });

  return {
    get,
    ofTrack,

    async announce(entry, todo) {
      const record = { Put: { TableName: table, Item: entryItem(entry) } };
      await transact(db, [record, putTodo(table, todo)]);
    },

    async commit(entry, track, now) {
      const failed = await transact(db, [
        {
          Update: {
            TableName: table,
            Key: entryKey(entry.acrId),
            UpdateExpression: 'SET #state = :committed, createdAt = :now, updatedAt = :now',
            ConditionExpression: '#state = :pending',
            ExpressionAttributeNames: { '#state': 'state' },
            ExpressionAttributeValues: {
              ':committed': 'committed',
              ':pending': 'pending',
              ':now': now.toISOString(),
            },
          },
        },
        await claim(entry, track.trackId),
        count(table, entry.uid, entry.bucketId, laneOf(entry.acrId), { num: 1, size: 0 }),
        putTrack(table, entry.acrId, FIRST, track),
        deleteTodo(table, entry.todo),
      ]);
      if (failed.length === 0) return 'committed';
      if (failed.includes(2)) return 'bucket gone';
      return failed.includes(0) ? 'aborted' : 'track taken';
    },

    async prolong(entry, deadline) {
      const update = new UpdateCommand({
        TableName: table,
        Key: entryKey(entry.acrId),
        UpdateExpression: 'SET deadline = :deadline',
        ConditionExpression: '#state = :pending',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':deadline': deadline.toISOString(), ':pending': 'pending' },
      });
      await ifItHolds(() => db.send(update));
    },

    async abort(entry, by) {
      const failed = await transact(db, [
        {
          Update: {
            TableName: table,
            Key: entryKey(entry.acrId),
            UpdateExpression: 'SET #state = :aborted',
            ConditionExpression: '#state IN (:pending, :aborted)',
            ExpressionAttributeNames: { '#state': 'state' },
            ExpressionAttributeValues: { ':pending': 'pending', ':aborted': 'aborted' },
          },
        },
        ...(by ? [whilePending(by)] : []),
      ]);
      if (failed.length === 0) return 'aborted';
      if (failed.includes(1)) return 'outdone';
      return (await get(entry.bucketId, [entry.acrId])).length > 0 ? 'committed' : 'gone';
    },

    async join(entry, track, now) {
      const { acrId, bucketId } = entry;
      const group = entry.group ?? (await nextGroup(db, table, bucketId));
      const failed = await transact(db, [
        {
          Update: {
            TableName: table,
            Key: entryKey(acrId),
            UpdateExpression: 'SET #group = :group, updatedAt = :now ADD #count :one',
            ConditionExpression: '#state = :committed AND #group = :known AND #count = :before',
            ExpressionAttributeNames: { '#state': 'state', '#count': 'count', '#group': 'group' },
            ExpressionAttributeValues: {
              ':committed': 'committed',
              ':one': 1,
              ':known': entry.group,
              ':before': entry.count,
              ':group': group,
              ':now': now.toISOString(),
            },
          },
        },
        await claim(entry, track.trackId),
        putTrack(table, acrId, arrivalAt(now), track),
        ...(entry.group === null ? listGroup(table, bucketId, group, acrId) : []),
      ]);
      if (failed.length === 0) return 'joined';
      return failed.includes(1) ? 'track taken' : 'changed';
    },

    async tracks(acrId, limit) {
      const tracks = await firstOf(tracksOf(db, table, acrId), limit);
      return tracks.map(({ track }) => track);
    },

    async groups(bucketId, offset, limit) {
      const { acrIds, total } = await readGroups(db, table, bucketId, offset, limit);
      return { entries: await get(bucketId, acrIds), total };
    },

    async remove(entry, todo) {
      const { acrId, bucketId, uid, group } = entry;
      const failed = await transact(db, [
        {
          Delete: {
            TableName: table,
            Key: entryKey(acrId),
            ConditionExpression: '#state = :committed AND #group = :group',
            ExpressionAttributeNames: { '#state': 'state', '#group': 'group' },
            ExpressionAttributeValues: { ':committed': 'committed', ':group': group },
          },
        },
        count(table, uid, bucketId, laneOf(acrId), { num: -1, size: 0 }),
        putTodo(table, todo),
        ...(group === null ? [] : unlistGroup(table, bucketId, group)),
      ]);
      return failed.length === 0;
    },

    async erase(bucketId, acrId) {
      // A group may have thousands, and its deleter waits.
      const tracks = await Array.fromAsync(tracksOf(db, table, acrId));
      await sideBySide(tracks, ERASED_AT_ONCE, async ({ track, place }) => {
        await freeTrack(db, table, bucketId, track.trackId, acrId);
        await db.send(new DeleteCommand({ TableName: table, Key: trackKey(acrId, place) }));
      });
      const record = new DeleteCommand({
        TableName: table,
        Key: entryKey(acrId),
        ConditionExpression: '#state <> :committed',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':committed': 'committed' },
      });
      await ifItHolds(() => db.send(record));
    },
  };
}
