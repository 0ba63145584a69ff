import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '#aws/table/batch-get.ts';
import { putTodo } from '#aws/table/todos.ts';
import type { TransactItem } from '#aws/table/transaction.ts';
import { newAcrId } from '#domain/ids.ts';
import type { ClusterMember } from '#domain/ports/cluster.ts';
import type { File } from '#domain/ports/file.ts';
import { type Todo, todoAt } from '#domain/ports/todo.ts';
import { ifStillAt, memberItem, memberKey, memberOf, placeItem, placeKey } from './cluster-items.ts';
import {
  asKept,
  type ClusterHead,
  deleteHead,
  listedOf,
  parted,
  putHead,
  readingClusters,
} from './clusters.ts';
import { relist } from './list.ts';

/** Whoever changed it sees to it at once; the sweeper when that died. */
const TAKEN_UP_AFTER = 2 * 60_000;

/** What is still to be done with a cluster. */
export const todoOfCluster = (uid: number, cluster: string): Todo =>
  todoAt(new Date(Date.now() + TAKEN_UP_AFTER), { kind: 'mend-cluster', uid, cluster });

/**
 * For transactAfter: the file leaves its cluster, if it is in one. When it was the centre, those left are to be held
 * against one another anew; when it was the kept copy, the centre is until a better one has been looked for.
 */
export function leaveCluster(
  db: DynamoDBDocumentClient,
  table: string,
  uid: number,
  acrId: string,
): () => Promise<TransactItem[]> {
  const reading = readingClusters(db, table);
  return async () => {
    const place = (await reading.places([acrId])).get(acrId);
    const Key = placeKey(acrId);
    // It may be about to be announced.
    if (!place) return [{ ConditionCheck: { TableName: table, Key, ...ifStillAt(undefined) } }];
    const leaving: TransactItem = { Delete: { TableName: table, Key, ...ifStillAt(place) } };
    const { cluster } = place;
    if (cluster === null) return [leaving];
    const head = await reading.head(uid, cluster);
    const gone = { Delete: { TableName: table, Key: memberKey(uid, cluster, acrId) } };
    // Who is held against others anew is counted nowhere.
    if (!head || head.state === 'parted') return [leaving, gone];
    return [leaving, gone, ...(await withoutMember(db, table, head, acrId))];
  };
}

async function withoutMember(
  db: DynamoDBDocumentClient,
  table: string,
  head: ClusterHead,
  acrId: string,
): Promise<TransactItem[]> {
  const { uid, id } = head;
  const relisted = (after: ClusterHead) =>
    relist(db, table, uid, 'acoustic', [{ before: listedOf(head), after: listedOf(after) }]);
  if (head.count <= 1) return [deleteHead(table, head), ...(await relisted({ ...head, count: 0 }))];
  const wanted = new Set([acrId, head.centre ?? '']);
  const keys = [...wanted].map((each) => memberKey(uid, id, each));
  const items = await batchGet(db, table, keys, true);
  const members = new Map(items.map(memberOf).map((member) => [member.acrId, member]));
  const [member, centre] = [members.get(acrId), members.get(head.centre ?? '')];
  const todo = todoOfCluster(uid, id);
  // One of which something is missing is made whole by holding its members against one another.
  if (acrId === head.centre || head.state === 'earlier' || !member || !centre) {
    const after = parted(head, todo.id);
    return [putHead(table, after), putTodo(table, todo), ...(await relisted(after))];
  }
  const after = lessMember(head, member, centre);
  const list = await relisted(after);
  if (acrId !== head.keep?.acrId) return [putHead(table, after), ...list];
  return [putHead(table, { ...after, todo: todo.id }), putTodo(table, todo), ...list];
}

function lessMember(
  head: ClusterHead,
  { acrId, size, unlike }: ClusterMember,
  centre: ClusterMember,
): ClusterHead {
  const left = { ...head, count: head.count - 1, sum: head.sum - size };
  const keep = head.keep?.acrId;
  if (acrId !== keep) return { ...left, footprint: head.footprint - (unlike === keep ? 0 : size) };
  // Every member is a duplicate of the centre.
  return { ...left, keep: asKept(centre), fileSize: centre.size, footprint: left.sum - centre.size };
}

/** For a transaction: a file that comes back is to be held against others anew. */
export function enterAgain(table: string, { uid, acrId, size }: File): TransactItem[] {
  const id = newAcrId();
  // The rest is told by its record when that is done.
  const member = {
    acrId,
    size: size ?? 0,
    unlike: null,
    lossless: false,
    duration: 0,
    bitRate: 0,
    since: '',
  };
  const todo = todoOfCluster(uid, id);
  const head = { id, uid, count: 0, sum: 0, fileSize: 0, footprint: 0, centre: null, keep: null, stamp: '' };
  return [
    {
      Put: {
        TableName: table,
        Item: placeItem({ ...member, cluster: id, claim: null, isIndexed: false }),
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
    { Put: { TableName: table, Item: memberItem(uid, id, member) } },
    putHead(table, { ...head, state: 'parted', todo: todo.id }),
    putTodo(table, todo),
  ];
}
