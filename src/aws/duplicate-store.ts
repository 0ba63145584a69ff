import { type DynamoDBDocumentClient, paginateQuery, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { DuplicateStore } from '#domain/duplicate.ts';
import { copiesKey, copiesOf, copyPrefix, HEAD, partsOf } from './copies.ts';
import { readGroups, readMoment, readTotals } from './group-list.ts';

/** Groups of duplicates in the records table, as the files' own transactions leave them. */
export function duplicateStore(db: DynamoDBDocumentClient, table: string): DuplicateStore {
  return {
    footprint: (uid, matching) => readTotals(db, table, uid, matching),
    now: (uid, matching) => readMoment(db, table, uid, matching),
    groups: (uid, matching, after, limit) => readGroups(db, table, uid, matching, after, limit),

    async withHash(uid, _, hash) {
      const { Items = [] } = await db.send(
        new QueryCommand({
          TableName: table,
          ConsistentRead: true,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :head)',
          ExpressionAttributeValues: { ':pk': copiesKey(uid, hash), ':head': HEAD },
        }),
      );
      return Items.map((item) =>
        copiesOf(hash, Number(String(item['sk']).slice(HEAD.length)), Number(item['count'])),
      ).filter(({ count }) => count >= 2);
    },

    async items(uid, _, groupId, after, limit) {
      const { hash, size } = partsOf(groupId);
      const prefix = copyPrefix(size);
      const pages = paginateQuery(
        { client: db, pageSize: limit },
        {
          TableName: table,
          ConsistentRead: true,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
          ExpressionAttributeValues: {
            ':pk': copiesKey(uid, hash),
            // The space sorts before every further character, so it stands for "behind".
            ':first': `${prefix}${after === undefined ? '' : `${after} `}`,
            ':last': `${prefix}~`,
          },
        },
      );
      const acrIds: string[] = [];
      for await (const page of pages) {
        for (const item of page.Items ?? []) {
          acrIds.push(String(item['sk']).slice(prefix.length));
          if (acrIds.length === limit) return acrIds;
        }
      }
      return acrIds;
    },
  };
}
