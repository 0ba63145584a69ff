import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { memberKey, type Node, nodeKey, putClusterHead, readingClusters } from '#aws/duplicates/clusters.ts';
import type { TransactItem } from '#aws/table/transaction.ts';
import type { File } from '#domain/ports/file.ts';
import type { Suspect } from '#domain/ports/recount.ts';
import { isSameMember, type Member } from '#domain/ports/tally.ts';
import { type FilesOf, type GroupReading, unlessFileChanged } from './group.ts';

/**
 * Files of one recording, as their group has them and as they themselves name it. A file in state -1 or gone, which
 * one that departs is, is in none; one that names no group is in that which has it.
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
  const nodes = await reading.nodes(all);
  const files = new Map((await filesOf(all)).map((file) => [file.acrId, file]));
  const right = new Map<string, Member>();
  const corrections = new Map<string, TransactItem[]>();
  for (const acrId of all) {
    const [file, node, member] = [files.get(acrId), nodes.get(acrId), kept.get(acrId)];
    const known = node ?? member;
    const isMember = file?.uid === uid && file.state !== -1 && (node?.cluster ?? id) === id;
    const is = isMember && known ? countedAs(file, known) : undefined;
    if (is) right.set(acrId, is);
    const own = node?.cluster === id ? { acrId, ...node } : undefined;
    if (isSameMember(member, is) && isSameMember(own, is)) continue;
    corrections.set(acrId, [
      unlessFileChanged(table, acrId, file),
      ...(is ? enter(table, uid, id, is, node) : remove(table, uid, id, acrId, node)),
    ]);
  }
  return {
    what: `files of one recording as ${id}`,
    head,
    kept,
    right,
    corrections,
    setHead: (tally) => putClusterHead(table, uid, { ...head, ...tally }),
  };
}

/** A record in state 0 does not tell its size yet. */
const countedAs = ({ acrId, state, size }: File, known: Pick<Member, 'size' | 'isIndexed'>): Member => ({
  acrId,
  size: state === 1 ? (size ?? 0) : known.size,
  isIndexed: known.isIndexed,
});

const ifAsRead = (node: Node | undefined) =>
  node
    ? {
        ConditionExpression: '#group = :was',
        ExpressionAttributeNames: { '#group': 'group' },
        ExpressionAttributeValues: { ':was': node.cluster },
      }
    : { ConditionExpression: 'attribute_not_exists(pk)' };

function enter(
  table: string,
  uid: number,
  group: string,
  { acrId, size, isIndexed }: Member,
  node: Node | undefined,
): TransactItem[] {
  return [
    {
      Put: {
        TableName: table,
        Item: { ...nodeKey(acrId), group, size, isIndexed },
        ...ifAsRead(node),
      },
    },
    { Put: { TableName: table, Item: { ...memberKey(uid, group, acrId), size, isIndexed } } },
  ];
}

function remove(
  table: string,
  uid: number,
  group: string,
  acrId: string,
  node: Node | undefined,
): TransactItem[] {
  const member = { Delete: { TableName: table, Key: memberKey(uid, group, acrId) } };
  if (node?.cluster !== group) return [member];
  return [member, { Delete: { TableName: table, Key: nodeKey(acrId), ...ifAsRead(node) } }];
}
