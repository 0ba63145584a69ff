import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  classOf,
  type FileClass,
  fileClasses,
  fileKey,
  fileOf,
  idsKey,
  SEARCHED,
  searchedOf,
} from '#aws/table/file-record.ts';
import { rangesOf } from '#aws/table/id-ranges.ts';
import { readIds } from '#aws/table/id-sets.ts';
import { pagesOf } from '#aws/table/query.ts';
import type { FileStore, PageOfFiles, Searched } from '#domain/ports/file.ts';
import { sideBySide } from '#domain/side-by-side.ts';
import { readFiles } from './reading.ts';

/** A bucket's files: a page of them, those a search wants, or all. */
export function fileListing(
  db: DynamoDBDocumentClient,
  table: string,
): Pick<FileStore, 'page' | 'all' | 'search'> {
  return {
    async page(bucketId, page) {
      const ids = order(await readIds(db, table, idsKey(bucketId), fileClasses), page);
      const wanted = ids.slice(page.offset, page.offset + page.limit);
      return { files: await readFiles(db, table, bucketId, wanted), total: ids.length };
    },

    async *all(bucketId, after = 0) {
      const stretch = stretchOf(bucketId, after + 1, Number.MAX_SAFE_INTEGER);
      for await (const items of pagesOf(db, table, stretch)) yield* items.map(fileOf);
    },

    async search(bucketId, isWanted) {
      const ids = Object.values(await readIds(db, table, idsKey(bucketId), fileClasses)).flat();
      const ranges = rangesOf(ids.sort((a, b) => a - b));
      const found = await sideBySide(ranges, ranges.length, async ([first, last]) => {
        const wanted: Searched[] = [];
        const pages = pagesOf(db, table, stretchOf(bucketId, first, last), { fields: SEARCHED });
        for await (const items of pages) wanted.push(...items.map(searchedOf).filter(isWanted));
        return wanted;
      });
      return found.flat();
    },
  };
}

/** The records with ids from the first to the last. */
function stretchOf(bucketId: number, first: number, last: number) {
  const { pk, sk } = fileKey(bucketId, first);
  return { pk, first: sk, last: fileKey(bucketId, last).sk };
}

/** The ids of a listing in its order. */
function order(ids: Record<FileClass, number[]>, { state, sort, order }: PageOfFiles): number[] {
  if (state !== undefined) return order === 'asc' ? ids[classOf(state)] : ids[classOf(state)].toReversed();
  const byState = [...ids.failed, ...ids.processing, ...ids.ready];
  const ascending = sort === 'status' ? byState : byState.sort((a, b) => a - b);
  return order === 'asc' ? ascending : ascending.toReversed();
}
