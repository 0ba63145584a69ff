import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { number, text } from '#aws/table/item.ts';
import { behind, firstOf, itemsOf } from '#aws/table/query.ts';
import type { DuplicateStore } from '#domain/ports/duplicate.ts';
import { listedOf, readingClusters } from './clusters.ts';
import { copiesKey, copiesOf, copyPrefix, HEAD, partsOf } from './copies.ts';
import { readGroups, readMoment, readTotals } from './list.ts';

/** Groups of duplicates in the records table, as the files' own transactions leave them. */
export function duplicateStore(db: DynamoDBDocumentClient, table: string): DuplicateStore {
  const recordings = readingClusters(db, table);
  return {
    footprint: (uid, matching) => readTotals(db, table, uid, matching),
    now: (uid, matching) => readMoment(db, table, uid, matching),
    groups: (uid, matching, after, limit) => readGroups(db, table, uid, matching, after, limit),

    async withHash(uid, matching, hash) {
      if (matching === 'acoustic')
        return (await recordings.heads(uid, [hash])).map(listedOf).filter(({ count }) => count >= 2);
      const stretch = { pk: copiesKey(uid, hash), prefix: HEAD };
      const groups = await Array.fromAsync(itemsOf(db, table, stretch), (item) =>
        copiesOf(hash, Number(text(item, 'sk').slice(HEAD.length)), number(item, 'count')),
      );
      return groups.filter(({ count }) => count >= 2);
    },

    async items(uid, matching, groupId, after, limit) {
      if (matching === 'acoustic') {
        const members = await recordings.members(uid, groupId, after, limit);
        return members.map(({ acrId }) => acrId);
      }
      const { hash, size } = partsOf(groupId);
      const prefix = copyPrefix(size);
      const key = after === undefined ? undefined : `${prefix}${after}`;
      const stretch = { pk: copiesKey(uid, hash), ...behind(prefix, key) };
      const items = await firstOf(itemsOf(db, table, stretch, { pageSize: limit }), limit);
      return items.map((item) => text(item, 'sk').slice(prefix.length));
    },
  };
}
