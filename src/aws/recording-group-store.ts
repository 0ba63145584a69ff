import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { RecordingGroupStore } from '#domain/recording-group.ts';
import type { Member } from '#domain/tally.ts';
import type { Todo } from '#domain/todo.ts';
import { fileKey } from './file-record.ts';
import { relist } from './group-list.ts';
import {
  listedOf,
  memberKey,
  nodeKey,
  ofMembers,
  putHead,
  readingGroups,
  withMembers,
} from './recording-groups.ts';
import { joinRecordings } from './recording-membership.ts';
import { putTodo } from './todo-store.ts';
import { type TransactItem, transactAfter } from './transaction.ts';

/** Members that one transaction takes from a group to another. */
const AT_ONCE = 20;
const ROUNDS = 100;

/** Groups of recordings in the records table. */
export function recordingGroupStore(db: DynamoDBDocumentClient, table: string): RecordingGroupStore {
  const reading = readingGroups(db, table);

  /** Takes members from a group into the one it becomes part of. False when there was none left. */
  async function moveSome(
    uid: number,
    from: string,
    into?: string,
    todo?: (from: string) => Todo,
  ): Promise<boolean> {
    let isMoving = false;
    await transactAfter(db, [], async () => {
      isMoving = false;
      const before = await reading.head(uid, from);
      const target = before.into ?? into;
      const members = before.stamp === undefined ? [] : await reading.members(uid, from);
      if (target === undefined || members.length === 0) return [];
      isMoving = true;
      const other = await reading.root(uid, target);
      const [moving, staying] = [members.slice(0, AT_ONCE), members.slice(AT_ONCE)];
      const left = { ...ofMembers(before, staying), into: target };
      const joined = withMembers(other, moving);
      const isLong = staying.length > 0 && before.into === undefined;
      return [
        putHead(table, uid, left),
        putHead(table, uid, joined),
        ...moving.flatMap((member) => rename(uid, member, from, other.id)),
        ...(await relist(db, table, uid, 'acoustic', [
          { before: listedOf(before), after: listedOf(left) },
          { before: listedOf(other), after: listedOf(joined) },
        ])),
        ...(isLong && todo ? [putTodo(table, todo(from))] : []),
      ];
    });
    return isMoving;
  }

  function rename(uid: number, { acrId, size, isIndexed }: Member, from: string, to: string): TransactItem[] {
    return [
      {
        Update: {
          TableName: table,
          Key: nodeKey(acrId),
          UpdateExpression: 'SET #group = :to',
          ConditionExpression: '#group = :from',
          ExpressionAttributeNames: { '#group': 'group' },
          ExpressionAttributeValues: { ':from': from, ':to': to },
        },
      },
      { Delete: { TableName: table, Key: memberKey(uid, from, acrId) } },
      { Put: { TableName: table, Item: { ...memberKey(uid, to, acrId), size, isIndexed } } },
    ];
  }

  async function finish(uid: number, from: string): Promise<void> {
    while (await moveSome(uid, from));
  }

  return {
    finish,

    async find(uid, acrIds) {
      const nodes = [...(await reading.nodes([...new Set(acrIds)]))];
      const roots = new Map<string, string>();
      for (const group of new Set(nodes.map(([, node]) => node.group)))
        roots.set(group, (await reading.root(uid, group)).id);
      return new Map(
        nodes.map(([acrId, { group, isIndexed }]) => [
          acrId,
          { group: roots.get(group) ?? group, isIndexed },
        ]),
      );
    },

    async enter({ uid, acrId, bucketId, id, state }, size, crowd) {
      const stillThere = {
        ConditionCheck: {
          TableName: table,
          Key: fileKey(bucketId, id),
          ConditionExpression: '#state = :state',
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: { ':state': state },
        },
      };
      const member = { acrId, size, isIndexed: crowd === undefined };
      const joining = joinRecordings(db, table, uid, member, crowd ?? acrId);
      const failed = await transactAfter(db, [stillThere], joining);
      return failed.length === 0 ? (await reading.nodes([acrId])).get(acrId) : undefined;
    },

    async unite(uid, a, b, todo) {
      for (let round = 0; round < ROUNDS; round++) {
        const nodes = await reading.nodes([a, b]);
        const [x, y] = [nodes.get(a), nodes.get(b)];
        if (!x || !y) return;
        await finish(uid, x.group);
        await finish(uid, y.group);
        const roots = [(await reading.root(uid, x.group)).id, (await reading.root(uid, y.group)).id];
        const [into = '', from = ''] = roots.sort();
        if (into === from) return;
        await moveSome(uid, from, into, todo);
        await finish(uid, from);
      }
      throw new Error(`The groups of ${a} and ${b} never came together.`);
    },

    async size(uid, group) {
      const { indexed, count } = await reading.root(uid, group);
      return { indexed, count };
    },

    async unindexed(uid, group) {
      const members = await reading.members(uid, group);
      return members.find(({ isIndexed }) => !isIndexed)?.acrId;
    },

    async markIndexed(uid, acrId) {
      let isMember = false;
      await transactAfter(db, [], async () => {
        const node = (await reading.nodes([acrId])).get(acrId);
        isMember = node !== undefined;
        if (!node || node.isIndexed) return [];
        const head = await reading.head(uid, node.group);
        const condition = {
          ConditionExpression: '#group = :group',
          ExpressionAttributeNames: { '#group': 'group' },
          ExpressionAttributeValues: { ':group': node.group },
        };
        const { size } = node;
        return [
          { Put: { TableName: table, Item: { ...nodeKey(acrId), ...node, isIndexed: true }, ...condition } },
          {
            Put: {
              TableName: table,
              Item: { ...memberKey(uid, node.group, acrId), size, isIndexed: true },
            },
          },
          putHead(table, uid, { ...head, indexed: head.indexed + 1 }),
        ];
      });
      return isMember;
    },
  };
}
