import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ifItHolds } from '#aws/table/conditional.ts';
import { fileKey } from '#aws/table/file-record.ts';
import { deleteTodo, putTodo } from '#aws/table/todos.ts';
import { type TransactItem, transact, transactAfter } from '#aws/table/transaction.ts';
import { newAcrId } from '#domain/ids.ts';
import type { Cluster, ClusterMember, ClusterStore, Mover, Place } from '#domain/ports/cluster.ts';
import { ifStillAt, memberItem, memberKey, placeItem, placeKey } from './cluster-items.ts';
import {
  asKept,
  type ClusterHead,
  clusterFrom,
  deleteHead,
  listedOf,
  parted,
  putHead,
  readingClusters,
} from './clusters.ts';
import { relist } from './list.ts';
import { todoOfCluster } from './membership.ts';

/** Clusters in the records table. */
export function clusterStore(db: DynamoDBDocumentClient, table: string): ClusterStore {
  const reading = readingClusters(db, table);

  /** For a transaction: the file stands there, if it still stands where it did. */
  const putPlace = ({ member: { acrId, size }, was }: Mover, place: Omit<Place, 'acrId'>): TransactItem => ({
    Put: { TableName: table, Item: placeItem({ acrId, size, ...place }), ...ifStillAt(was) },
  });

  const stillThere = ({ file }: Mover): TransactItem[] =>
    file
      ? [
          {
            ConditionCheck: {
              TableName: table,
              Key: fileKey(file.bucketId, file.id),
              ConditionExpression: '#state = :state',
              ExpressionAttributeNames: { '#state': 'state' },
              ExpressionAttributeValues: { ':state': file.state },
            },
          },
        ]
      : [];

  /** For a transaction: it is a member of the cluster, and of none that it was in before. */
  const enter = (uid: number, id: string, { member, was }: Mover): TransactItem[] => [
    { Put: { TableName: table, Item: memberItem(uid, id, member) } },
    ...(was && was.cluster !== null
      ? [{ Delete: { TableName: table, Key: memberKey(uid, was.cluster, member.acrId) } }]
      : []),
  ];

  type Change = (head: ClusterHead) => { after: ClusterHead | undefined; items: readonly TransactItem[] };

  /** Changes a cluster that is still as it was read; else tells what is not as it was, the head or one of the items. */
  async function attempt({ uid, id, stamp }: Cluster, how: Change): Promise<'done' | 'head' | 'items'> {
    const before = await reading.head(uid, id);
    if (before?.stamp !== stamp) return 'head';
    const { after, items } = how(before);
    const head = after ? putHead(table, after) : deleteHead(table, before);
    const listed = { before: listedOf(before), after: listedOf(after ?? { ...before, count: 0 }) };
    const failed = await transactAfter(db, [head, ...items], () =>
      relist(db, table, uid, 'acoustic', [listed]),
    );
    if (failed.length === 0) return 'done';
    return failed.some((place) => place > 0) ? 'items' : 'head';
  }

  const change = async (cluster: Cluster, how: Change) => (await attempt(cluster, how)) === 'done';

  return {
    find: (acrIds) => reading.places(acrIds),
    get: (uid, ids) => reading.heads(uid, ids),
    members: (uid, id) => reading.members(uid, id),

    async claim(mover, claim) {
      const { cluster = null, isIndexed = false } = mover.was ?? {};
      const place = putPlace(mover, { cluster, claim, isIndexed });
      return (await transact(db, [...stillThere(mover), place])).length === 0;
    },

    async abort(acrId) {
      const update = new UpdateCommand({
        TableName: table,
        Key: placeKey(acrId),
        UpdateExpression: 'SET claim.#state = :aborted',
        ConditionExpression: 'claim.#state IN (:announced, :aborted)',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':announced': 'announced', ':aborted': 'aborted' },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      try {
        await db.send(update);
        return 'aborted';
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        return error.Item ? 'committed' : 'gone';
      }
    },

    async found(uid, mover) {
      const id = newAcrId();
      const failed = await transact(db, [
        putPlace(mover, { cluster: id, claim: null, isIndexed: true }),
        ...enter(uid, id, mover),
        putHead(table, clusterFrom(uid, id, mover.member)),
      ]);
      return failed.length === 0;
    },

    async join(cluster, movers, { claim, isToMend }) {
      const { id, uid } = cluster;
      const todo = isToMend ? todoOfCluster(uid, id) : undefined;
      const entering = movers.flatMap((mover) => [
        ...stillThere(mover),
        putPlace(mover, { cluster: id, claim, isIndexed: false }),
        ...enter(uid, id, mover),
      ]);
      const joined = await attempt(cluster, (head) => {
        const after = withMembers(head, movers);
        return todo
          ? { after: { ...after, todo: todo.id }, items: [...entering, putTodo(table, todo)] }
          : { after, items: entering };
      });
      return joined === 'done' ? 'joined' : joined === 'head' ? 'cluster changed' : 'mover changed';
    },

    async release(acrId, { by }) {
      const update = new UpdateCommand({
        TableName: table,
        Key: placeKey(acrId),
        UpdateExpression: 'REMOVE claim SET isIndexed = :not',
        ConditionExpression: 'claim.#by = :by AND claim.#state = :leaving',
        ExpressionAttributeNames: { '#by': 'by', '#state': 'state' },
        ExpressionAttributeValues: { ':by': by, ':leaving': 'leaving', ':not': false },
      });
      await ifItHolds(() => db.send(update));
    },

    part(cluster) {
      const todo = todoOfCluster(cluster.uid, cluster.id);
      return change(cluster, (head) => ({ after: parted(head, todo.id), items: [putTodo(table, todo)] }));
    },

    renew(cluster, centre) {
      const { uid, id, stamp } = cluster;
      return change(cluster, () => ({
        after: { ...clusterFrom(uid, id, centre), stamp },
        items: [{ Put: { TableName: table, Item: memberItem(uid, id, centre) } }],
      }));
    },

    async drop({ uid, id }, acrId, place) {
      const isHere = place?.cluster === id;
      await transact(db, [
        { Delete: { TableName: table, Key: memberKey(uid, id, acrId) } },
        ...(isHere ? [{ Delete: { TableName: table, Key: placeKey(acrId), ...ifStillAt(place) } }] : []),
      ]);
    },

    settle(cluster) {
      const done = cluster.todo === null ? [] : [deleteTodo(table, cluster.todo)];
      const isOver = cluster.state === 'parted';
      return change(cluster, (head) => ({
        after: isOver ? undefined : { ...head, todo: null },
        items: done,
      }));
    },

    async keep(cluster, best, unlike) {
      const { uid, id, todo } = cluster;
      const others = (await reading.members(uid, id)).filter(({ acrId }) => unlike.includes(acrId));
      const apart = best.size + sumOf(others);
      const kept = { keep: asKept(best), fileSize: best.size, todo: null };
      return change(cluster, (head) => ({
        after: { ...head, ...kept, footprint: head.sum - apart },
        items: [
          ...others.map((member) => ({
            Put: { TableName: table, Item: memberItem(uid, id, { ...member, unlike: best.acrId }) },
          })),
          ...(todo === null ? [] : [deleteTodo(table, todo)]),
        ],
      }));
    },
  };
}

const sumOf = (members: readonly ClusterMember[]) => members.reduce((sum, { size }) => sum + size, 0);

function withMembers(head: ClusterHead, movers: readonly Mover[]): ClusterHead {
  const members = movers.map(({ member }) => member);
  const freed = members.filter(({ unlike }) => unlike === null || unlike !== head.keep?.acrId);
  return {
    ...head,
    ...{ count: head.count + members.length, sum: head.sum + sumOf(members) },
    footprint: head.footprint + sumOf(freed),
  };
}
