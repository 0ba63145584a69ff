import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  ifStillAt,
  type KnownPlace,
  memberItem,
  memberKey,
  placeItem,
  placeKey,
} from '#aws/duplicates/cluster-items.ts';
import { type ClusterHead, parted, putHead, readingClusters, tallyIn } from '#aws/duplicates/clusters.ts';
import { todoOfCluster } from '#aws/duplicates/membership.ts';
import { putTodo } from '#aws/table/todos.ts';
import type { TransactItem } from '#aws/table/transaction.ts';
import type { ClusterMember } from '#domain/ports/cluster.ts';
import { isSameTally, tallyOf } from '#domain/ports/duplicate.ts';
import type { File } from '#domain/ports/file.ts';
import type { Suspect } from '#domain/ports/recount.ts';
import { type FilesOf, type GroupReading, unlessFileChanged } from './group.ts';

/**
 * Files of one recording, as their cluster has them and as they themselves say. A file in state -1 or gone, which one
 * that departs is, is in none; one that says nothing is in that which has it. What is wrong, or was written by an
 * earlier version, is parted: its files are to be held against one another anew.
 */
export async function readCluster(
  db: DynamoDBDocumentClient,
  table: string,
  uid: number,
  { id, acrIds }: Suspect,
  filesOf: FilesOf,
): Promise<GroupReading> {
  const reading = readingClusters(db, table);
  const head = await reading.head(uid, id);
  const kept = new Map((await reading.members(uid, id)).map((member) => [member.acrId, member]));
  const all = [...new Set([...acrIds, ...kept.keys()])];
  const places = await reading.places(all);
  const files = new Map((await filesOf(all)).map((file) => [file.acrId, file]));
  const right = new Map<string, ClusterMember>();
  const corrections = new Map<string, TransactItem[]>();
  for (const acrId of all) {
    const [file, place, member] = [files.get(acrId), places.get(acrId), kept.get(acrId)];
    const known = member ?? place;
    const isMember = file?.uid === uid && file.state !== -1 && (place?.cluster ?? id) === id;
    const is = isMember && known ? countedAs(file, member, known.size) : undefined;
    if (is) right.set(acrId, is);
    const own = place?.cluster === id ? place : undefined;
    if (member?.size === is?.size && own?.size === is?.size) continue;
    corrections.set(acrId, [
      unlessFileChanged(table, acrId, file),
      ...(is ? enter(table, uid, id, is, place) : remove(table, uid, id, acrId, place)),
    ]);
  }
  return {
    what: `files of one recording as ${id}`,
    isRight: corrections.size === 0 && isRightHead(head, right),
    was: head ? `${head.count} files, ${head.footprint} bytes to be freed (${head.state})` : 'without a head',
    is: `${right.size} files, held against one another anew`,
    kept,
    right,
    corrections,
    setHead: () => {
      const todo = todoOfCluster(uid, id);
      return [putHead(table, parted(head ?? { ...NONE, uid, id }, todo.id)), putTodo(table, todo)];
    },
  };
}

const NONE: Omit<ClusterHead, 'uid' | 'id'> = {
  ...{ state: 'parted', centre: null, keep: null, todo: null, stamp: '' },
  ...{ count: 0, sum: 0, fileSize: 0, footprint: 0 },
};

function isRightHead(head: ClusterHead | undefined, right: ReadonlyMap<string, ClusterMember>): boolean {
  if (!head) return right.size === 0;
  const isWhole = head.state === 'standing' && right.has(head.centre ?? '');
  const sum = [...right.values()].reduce((all, { size }) => all + size, 0);
  return (
    isWhole && head.sum === sum && isSameTally(tallyIn(head), tallyOf([...right.values()], head.keep?.acrId))
  );
}

const BLANK = { unlike: null, lossless: false, duration: 0, bitRate: 0, since: '' };

/** A record in state 0 does not tell its size yet. */
const countedAs = (
  { acrId, state, size }: File,
  member: ClusterMember | undefined,
  known: number,
): ClusterMember => ({
  ...BLANK,
  ...member,
  acrId,
  size: state === 1 ? (size ?? 0) : known,
});

function enter(
  table: string,
  uid: number,
  id: string,
  member: ClusterMember,
  was: KnownPlace | undefined,
): TransactItem[] {
  const { acrId, size } = member;
  const place = { claim: null, isIndexed: false, ...was, acrId, size, cluster: id };
  return [
    { Put: { TableName: table, Item: placeItem(place), ...ifStillAt(was) } },
    { Put: { TableName: table, Item: memberItem(uid, id, member) } },
  ];
}

function remove(
  table: string,
  uid: number,
  id: string,
  acrId: string,
  was: KnownPlace | undefined,
): TransactItem[] {
  const member = { Delete: { TableName: table, Key: memberKey(uid, id, acrId) } };
  if (was?.cluster !== id) return [member];
  return [member, { Delete: { TableName: table, Key: placeKey(acrId), ...ifStillAt(was) } }];
}
