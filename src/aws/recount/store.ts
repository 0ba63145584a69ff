import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { idOf } from '#aws/duplicates/copies.ts';
import type { RecountStore } from '#domain/ports/recount.ts';
import { readCluster } from './clusters.ts';
import { readCopies } from './copies.ts';
import { recountBuckets } from './counters.ts';
import { recountGroups } from './dedup-groups.ts';
import { standingEntries } from './entries.ts';
import { recountGroup } from './group.ts';
import { keptItems } from './kept-items.ts';
import { recountList } from './list.ts';

/** Recounts in the records table. Counters and heads are replaced only as they were read before the counting. */
export function recountStore(db: DynamoDBDocumentClient, table: string): RecountStore {
  return {
    async bucket(uid, bucketId, files) {
      const results = await recountBuckets(
        db,
        table,
        { uid, bucketIds: [bucketId], things: 'files' },
        async function* () {
          for await (const { id, counted } of files()) yield { bucketId, id, size: counted };
        },
      );
      return results.get(bucketId);
    },

    entries: (uid, bucketIds) =>
      recountBuckets(db, table, { uid, bucketIds, things: 'entries' }, () => standingEntries(db, table, uid)),

    tracks: (uid, bucketIds) => recountGroups(db, table, uid, bucketIds),

    copiesId: idOf,
    kept: (uid) => keptItems(db, table, uid),

    group(uid, matching, suspect, filesOf) {
      const read = matching === 'exact' ? readCopies : readCluster;
      return recountGroup(db, () => read(db, table, uid, suspect, filesOf));
    },

    list: (uid, matching, groups) => recountList(db, table, uid, matching, groups),
  };
}
