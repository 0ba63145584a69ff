import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  paginateQuery,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Entry, EntryStore, Member } from '#domain/entry.ts';
import { sideBySide } from '#domain/side-by-side.ts';
import { batchGet } from './batch-get.ts';
import { count } from './counters.ts';
import { moveId, readIds } from './id-sets.ts';
import { deleteTodo, putTodo } from './todo-store.ts';
import { transact, unhindered } from './transaction.ts';

type Item = Record<string, unknown>;
type EntryItem = Omit<Entry, 'deadline' | 'createdAt' | 'updatedAt'> &
  Record<'deadline' | 'createdAt' | 'updatedAt', string>;

/** Numbers that a new group chooses from, so that groups made at one moment seldom choose the same. */
const GROUP_CHOICE = 4;

const ERASED_AT_ONCE = 20;

const pad = (n: number) => String(n).padStart(10, '0');

const entryKey = (acrId: string) => ({ pk: `entry#${acrId}`, sk: 'entry' });
/** Members sort by arrival; what arrives in one millisecond, by chance. */
const memberKey = (acrId: string, place: string) => ({ pk: `entry#${acrId}`, sk: `member#${place}` });
const FIRST = '0';
const arrivalAt = (now: Date) => `${now.toISOString()}#${crypto.randomUUID()}`;
const trackKey = (bucketId: number, trackId: string) => ({ pk: `track#${bucketId}#${trackId}`, sk: 'track' });
const groupsKey = (bucketId: number) => `bucket#${bucketId}#groups`;
const groupKey = (bucketId: number, group: number) => ({
  pk: groupsKey(bucketId),
  sk: `group#${pad(group)}`,
});
/** An acr_id is random: any of its digits spread the counters. */
const laneOf = (acrId: string) => Number.parseInt(acrId.slice(0, 4), 16);

function entryOf(item: Item): Entry {
  const { pk, sk, ...entry } = item as unknown as EntryItem & { pk: string; sk: string };
  return {
    ...entry,
    deadline: new Date(entry.deadline),
    createdAt: new Date(entry.createdAt),
    updatedAt: new Date(entry.updatedAt),
  };
}

function memberOf(item: Item): Member {
  const { pk, sk, ...member } = item as unknown as Member & { pk: string; sk: string };
  return member;
}

/** Entries in the records table: each with its members under one key, and a pointer from each track id. */
export function entryStore(db: DynamoDBDocumentClient, table: string): EntryStore {
  async function get(bucketId: number, acrIds: readonly string[]): Promise<Entry[]> {
    const items = await batchGet(db, table, [...new Set(acrIds)].map(entryKey), true);
    const entries = new Map(items.map(entryOf).map((entry) => [entry.acrId, entry]));
    return acrIds.flatMap((acrId) => entries.get(acrId) ?? []).filter((entry) => entry.bucketId === bucketId);
  }

  async function trackOwner(bucketId: number, trackId: string): Promise<string | undefined> {
    const { Item } = await db.send(
      new GetCommand({ TableName: table, Key: trackKey(bucketId, trackId), ConsistentRead: true }),
    );
    return Item && String(Item['acrId']);
  }

  async function ofTrack(bucketId: number, trackId: string): Promise<Entry | undefined> {
    const owner = await trackOwner(bucketId, trackId);
    const [entry] = owner ? await get(bucketId, [owner]) : [];
    return entry?.state === 'committed' ? entry : undefined;
  }

  /** For a transaction: the track id becomes this entry's. It may still name an entry that was deleted since. */
  async function claimTrack(entry: Entry, trackId: string) {
    const owner = await trackOwner(entry.bucketId, trackId);
    const isDead = owner !== undefined && !(await ofTrack(entry.bucketId, trackId));
    return {
      Put: {
        TableName: table,
        Item: { ...trackKey(entry.bucketId, trackId), acrId: entry.acrId },
        ConditionExpression: isDead ? 'acrId = :dead' : 'attribute_not_exists(pk)',
        ...(isDead && { ExpressionAttributeValues: { ':dead': owner } }),
      },
    };
  }

  const putMember = (entry: Entry, place: string, member: Member) => ({
    Put: { TableName: table, Item: { ...memberKey(entry.acrId, place), ...member } },
  });

  /** A number above every group's. Another join may take it first; then the later one begins again. */
  async function nextGroup(bucketId: number): Promise<number> {
    const { Items } = await db.send(
      new QueryCommand({
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :group)',
        ExpressionAttributeValues: { ':pk': groupsKey(bucketId), ':group': 'group#' },
        ScanIndexForward: false,
        Limit: 1,
      }),
    );
    const last = Number(String(Items?.[0]?.['sk'] ?? 'group#0').slice('group#'.length));
    return last + 1 + Math.floor(Math.random() * GROUP_CHOICE);
  }

  return {
    get,
    ofTrack,

    async announce(entry, todo) {
      const item = {
        ...entry,
        ...entryKey(entry.acrId),
        deadline: entry.deadline.toISOString(),
        createdAt: entry.createdAt.toISOString(),
        updatedAt: entry.updatedAt.toISOString(),
      };
      await transact(db, [{ Put: { TableName: table, Item: item } }, putTodo(table, todo)]);
    },

    async commit(entry, member, now) {
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
        await claimTrack(entry, member.trackId),
        count(table, entry.uid, entry.bucketId, laneOf(entry.acrId), { num: 1, size: 0 }),
        putMember(entry, FIRST, member),
        deleteTodo(table, entry.todo),
      ]);
      if (failed.length === 0) return 'committed';
      if (failed.includes(2)) return 'bucket gone';
      return failed.includes(0) ? 'aborted' : 'track taken';
    },

    async abort(entry) {
      const update = new UpdateCommand({
        TableName: table,
        Key: entryKey(entry.acrId),
        UpdateExpression: 'SET #state = :aborted',
        ConditionExpression: '#state IN (:pending, :aborted)',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':pending': 'pending', ':aborted': 'aborted' },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      try {
        await unhindered(() => db.send(update));
        return 'aborted';
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        return error.Item ? 'committed' : 'gone';
      }
    },

    async join(entry, member, now) {
      const { acrId, bucketId } = entry;
      const group = entry.group ?? (await nextGroup(bucketId));
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
        await claimTrack(entry, member.trackId),
        putMember(entry, arrivalAt(now), member),
        ...(entry.group === null
          ? [
              moveId(table, groupsKey(bucketId), group, undefined, 'group'),
              {
                Put: {
                  TableName: table,
                  Item: { ...groupKey(bucketId, group), acrId },
                  ConditionExpression: 'attribute_not_exists(pk)',
                },
              },
            ]
          : []),
      ]);
      if (failed.length === 0) return 'joined';
      return failed.includes(1) ? 'track taken' : 'changed';
    },

    async members(acrId, limit) {
      const members: Member[] = [];
      for await (const member of allMembers(acrId)) {
        if (members.push(member) === limit) break;
      }
      return members;
    },

    async groups(bucketId, offset, limit) {
      const ids = (await readIds(db, table, groupsKey(bucketId), ['group'])).group;
      const wanted = ids.slice(offset, offset + limit).map((group) => groupKey(bucketId, group));
      const heads = await batchGet(db, table, wanted, true);
      const acrIds = heads
        .toSorted((a, b) => String(a['sk']).localeCompare(String(b['sk'])))
        .map((head) => String(head['acrId']));
      return { entries: await get(bucketId, acrIds), total: ids.length };
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
        ...(group === null
          ? []
          : [
              moveId(table, groupsKey(bucketId), group, 'group', undefined),
              { Delete: { TableName: table, Key: groupKey(bucketId, group) } },
            ]),
      ]);
      return failed.length === 0;
    },

    async erase(bucketId, acrId) {
      // A group may have thousands, and its deleter waits.
      await sideBySide(await Array.fromAsync(allMembers(acrId)), ERASED_AT_ONCE, async (member) => {
        await freeTrack(bucketId, member.trackId, acrId);
        await db.send(new DeleteCommand({ TableName: table, Key: memberKey(acrId, member.place) }));
      });
      await deleteIf(entryKey(acrId), '#attribute <> :value', 'state', 'committed');
    },
  };

  async function freeTrack(bucketId: number, trackId: string, owner: string): Promise<void> {
    await deleteIf(trackKey(bucketId, trackId), '#attribute = :value', 'acrId', owner);
  }

  /** Deletes an item if it is there and the condition holds. */
  async function deleteIf(Key: Item, condition: string, attribute: string, value: string): Promise<void> {
    const command = new DeleteCommand({
      TableName: table,
      Key,
      ConditionExpression: condition,
      ExpressionAttributeNames: { '#attribute': attribute },
      ExpressionAttributeValues: { ':value': value },
    });
    try {
      await unhindered(() => db.send(command));
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }

  async function* allMembers(acrId: string): AsyncIterable<Member & { place: string }> {
    const pages = paginateQuery(
      { client: db },
      {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :member)',
        ExpressionAttributeValues: { ':pk': entryKey(acrId).pk, ':member': 'member#' },
      },
    );
    for await (const page of pages) {
      for (const item of page.Items ?? []) {
        yield { ...memberOf(item), place: String(item['sk']).slice('member#'.length) };
      }
    }
  }
}
