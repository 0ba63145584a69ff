import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  classOf,
  type FileClass,
  fileClasses,
  fileKey,
  fileOf,
  holding,
  idsKeys,
  recordKeys,
  searchedOf,
} from '#aws/table/file-record.ts';
import { rangesOf } from '#aws/table/id-ranges.ts';
import { readIds } from '#aws/table/id-sets.ts';
import { number } from '#aws/table/item.ts';
import { inOrder, itemsOf, pagesOf } from '#aws/table/query.ts';
import type { FileStore, PageOfFiles, Searched } from '#domain/ports/file.ts';
import { searchFor } from '#domain/search.ts';
import { sideBySide } from '#domain/side-by-side.ts';
import { readFiles } from './reading.ts';

/** A bucket's files: a page of them, those a search wants, or all. */
export function fileListing(
  db: DynamoDBDocumentClient,
  table: string,
): Pick<FileStore, 'page' | 'all' | 'search'> {
  return {
    async page(bucketId, page) {
      const ids = order(await readIds(db, table, idsKeys(bucketId), fileClasses), page);
      const wanted = ids.slice(page.offset, page.offset + page.limit);
      return { files: await readFiles(db, table, bucketId, wanted), total: ids.length };
    },

    async *all(bucketId, after = 0) {
      const lanes = recordKeys(bucketId).map((pk) =>
        itemsOf(db, table, { pk, ...between(after + 1, Number.MAX_SAFE_INTEGER) }),
      );
      for await (const item of inOrder(lanes, (a, b) => number(a, 'id') < number(b, 'id')))
        yield fileOf(item);
    },

    async search(bucketId, searched, state) {
      const isFound = searchFor(searched);
      const part = holding(searched, state);
      const ids = Object.values(await readIds(db, table, idsKeys(bucketId), fileClasses)).flat();
      const lanes = Map.groupBy(
        ids.sort((a, b) => a - b),
        (id) => fileKey(bucketId, id).pk,
      );
      const ranges = [...lanes].flatMap(([pk, own]) => rangesOf(own).map((range) => ({ pk, range })));
      const found = await sideBySide(ranges, ranges.length, async ({ pk, range: [first, last] }) => {
        const wanted: Searched[] = [];
        const pages = pagesOf(db, table, { pk, ...between(first, last) }, { part });
        for await (const items of pages)
          wanted.push(...items.map(searchedOf).filter(({ title }) => isFound(title)));
        return wanted;
      });
      return found.flat().sort((a, b) => a.id - b.id);
    },
  };
}

/** The sort keys of records with ids from the first to the last. */
const between = (first: number, last: number) => ({ first: fileKey(0, first).sk, last: fileKey(0, last).sk });

/** The ids of a listing in its order. */
function order(ids: Record<FileClass, number[]>, { state, sort, order }: PageOfFiles): number[] {
  if (state !== undefined) return order === 'asc' ? ids[classOf(state)] : ids[classOf(state)].toReversed();
  const byState = [...ids.failed, ...ids.processing, ...ids.ready];
  const ascending = sort === 'status' ? byState : byState.sort((a, b) => a - b);
  return order === 'asc' ? ascending : ascending.toReversed();
}
