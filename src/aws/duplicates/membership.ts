import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { TransactItem } from '#aws/table/transaction.ts';
import type { Member } from '#domain/ports/tally.ts';
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

/** For transactAfter: the file is a member of that group, or of what became of it. In one already, nothing changes. */
export function joinCluster(
  db: DynamoDBDocumentClient,
  table: string,
  uid: number,
  { acrId, size, isIndexed }: Member,
  group: string,
): () => Promise<TransactItem[]> {
  const reading = readingClusters(db, table);
  return async () => {
    if ((await reading.nodes([acrId])).has(acrId)) return [];
    const before = await reading.root(uid, group);
    // A crowd that is gone cannot be found in the index.
    const member = { acrId, size, isIndexed: isIndexed || before.count === 0 };
    const after = withMembers(before, [member]);
    const { isIndexed: found } = member;
    return [
      {
        Put: {
          TableName: table,
          Item: { ...nodeKey(acrId), group: before.id, size, isIndexed: found },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
      {
        Put: { TableName: table, Item: { ...memberKey(uid, before.id, acrId), size, isIndexed: found } },
      },
      putClusterHead(table, uid, after),
      ...(await relist(db, table, uid, 'acoustic', [{ before: listedOf(before), after: listedOf(after) }])),
    ];
  };
}

/** For transactAfter: the file leaves its group, if it is in one. */
export function leaveCluster(
  db: DynamoDBDocumentClient,
  table: string,
  uid: number,
  acrId: string,
): () => Promise<TransactItem[]> {
  const reading = readingClusters(db, table);
  return async () => {
    const node = (await reading.nodes([acrId])).get(acrId);
    if (!node) return [];
    const before = await reading.head(uid, node.cluster);
    // Only when the largest goes the others must be asked which is now.
    const after =
      node.size === before.largest && before.count > 1
        ? ofMembers(
            before,
            (await reading.members(uid, node.cluster)).filter((member) => member.acrId !== acrId),
          )
        : {
            ...before,
            count: Math.max(before.count - 1, 0),
            sum: before.sum - node.size,
            largest: before.count > 1 ? before.largest : 0,
            indexed: before.indexed - (node.isIndexed ? 1 : 0),
          };
    return [
      {
        Delete: {
          TableName: table,
          Key: nodeKey(acrId),
          ConditionExpression: '#group = :group AND isIndexed = :indexed',
          ExpressionAttributeNames: { '#group': 'group' },
          ExpressionAttributeValues: { ':group': node.cluster, ':indexed': node.isIndexed },
        },
      },
      { Delete: { TableName: table, Key: memberKey(uid, node.cluster, acrId) } },
      putClusterHead(table, uid, after),
      ...(await relist(db, table, uid, 'acoustic', [{ before: listedOf(before), after: listedOf(after) }])),
    ];
  };
}
