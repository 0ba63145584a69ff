import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { fileKey } from '#aws/table/file-record.ts';
import { putTodo } from '#aws/table/todos.ts';
import { type TransactItem, transactAfter } from '#aws/table/transaction.ts';
import type { ClusterStore } from '#domain/ports/cluster.ts';
import type { Member } from '#domain/ports/tally.ts';
import type { Todo } from '#domain/ports/todo.ts';
import {
  listedOf,
  memberKey,
  nodeKey,
  ofMembers,
  putClusterHead,
  readingClusters,
  withMembers,
} from './clusters.ts';
import { relist } from './list.ts';
import { joinCluster } from './membership.ts';

/** Members that one transaction takes from a group to another. */
const AT_ONCE = 20;
const ROUNDS = 100;

/** Groups of recordings in the records table. */
export function clusterStore(db: DynamoDBDocumentClient, table: string): ClusterStore {
  const reading = readingClusters(db, table);

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
        putClusterHead(table, uid, left),
        putClusterHead(table, uid, joined),
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
      for (const cluster of new Set(nodes.map(([, node]) => node.cluster)))
        roots.set(cluster, (await reading.root(uid, cluster)).id);
      return new Map(
        nodes.map(([acrId, { cluster, isIndexed }]) => [
          acrId,
          { cluster: roots.get(cluster) ?? cluster, isIndexed },
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
      const joining = joinCluster(db, table, uid, member, crowd ?? acrId);
      const failed = await transactAfter(db, [stillThere], joining);
      return failed.length === 0 ? (await reading.nodes([acrId])).get(acrId) : undefined;
    },

    async unite(uid, a, b, todo) {
      for (let round = 0; round < ROUNDS; round++) {
        const nodes = await reading.nodes([a, b]);
        const [x, y] = [nodes.get(a), nodes.get(b)];
        if (!x || !y) return;
        await finish(uid, x.cluster);
        await finish(uid, y.cluster);
        const roots = [(await reading.root(uid, x.cluster)).id, (await reading.root(uid, y.cluster)).id];
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
        const head = await reading.head(uid, node.cluster);
        const condition = {
          ConditionExpression: '#group = :group',
          ExpressionAttributeNames: { '#group': 'group' },
          ExpressionAttributeValues: { ':group': node.cluster },
        };
        const { size } = node;
        return [
          {
            Put: {
              TableName: table,
              Item: { ...nodeKey(acrId), group: node.cluster, size, isIndexed: true },
              ...condition,
            },
          },
          {
            Put: {
              TableName: table,
              Item: { ...memberKey(uid, node.cluster, acrId), size, isIndexed: true },
            },
          },
          putClusterHead(table, uid, { ...head, indexed: head.indexed + 1 }),
        ];
      });
      return isMember;
    },
  };
}
