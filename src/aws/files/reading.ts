import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '#aws/table/batch-get.ts';
import { fileKey, fileOf, pointerKey } from '#aws/table/file-record.ts';
import { number, text } from '#aws/table/item.ts';
import type { File, FileRef, FileStore } from '#domain/ports/file.ts';

/** The records with these ids, in their order. */
export async function readFiles(
  db: DynamoDBDocumentClient,
  table: string,
  bucketId: number,
  ids: readonly number[],
): Promise<File[]> {
  const keys = [...new Set(ids)].map((id) => fileKey(bucketId, id));
  const files = new Map((await batchGet(db, table, keys, true)).map(fileOf).map((file) => [file.id, file]));
  return ids.flatMap((id) => files.get(id) ?? []);
}

/** Files by id, and by acr_id where its pointer leads. */
export function fileReading(
  db: DynamoDBDocumentClient,
  table: string,
): Pick<FileStore, 'find' | 'byAcrId' | 'byAcrIds'> {
  /** A departing file is nowhere: its pointer holds its departure. */
  async function whereAre(acrIds: readonly string[]): Promise<Map<string, { bucketId: number; id: number }>> {
    const items = await batchGet(db, table, acrIds.map(pointerKey), true);
    return new Map(
      items
        .filter((item) => item['bucketId'] !== undefined)
        .map((item) => [
          text(item, 'pk').slice('acr#'.length),
          { bucketId: number(item, 'bucketId'), id: number(item, 'id') },
        ]),
    );
  }

  async function byAcrIds(acrIds: readonly string[]): Promise<File[]> {
    const places = [...(await whereAre(acrIds)).values()];
    const keys = places.map(({ bucketId, id }) => fileKey(bucketId, id));
    return (await batchGet(db, table, keys, true)).map(fileOf);
  }

  return {
    byAcrIds,
    byAcrId: async (acrId) => (await byAcrIds([acrId]))[0],

    async find(bucketId, refs) {
      const places = await whereAre([...new Set(refs.filter((ref) => typeof ref === 'string'))]);
      const idOf = (ref: FileRef) => {
        if (typeof ref === 'number') return ref;
        const place = places.get(ref);
        return place?.bucketId === bucketId ? place.id : undefined;
      };
      return readFiles(db, table, bucketId, [...new Set(refs.flatMap((ref) => idOf(ref) ?? []))]);
    },
  };
}
