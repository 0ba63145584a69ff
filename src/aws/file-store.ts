import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, paginateQuery, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { File, FileRef, FileStore, PageOfFiles, Searched } from '#domain/file.ts';
import { sideBySide } from '#domain/side-by-side.ts';
import { batchGet } from './batch-get.ts';
import { countCopy } from './copies.ts';
import { count } from './counters.ts';
import {
  classOf,
  type FileClass,
  fileClasses,
  fileKey,
  fileOf,
  hideFile,
  idsKey,
  pointerKey,
  pointTo,
  showFile,
} from './file-record.ts';
import { rangesOf } from './id-ranges.ts';
import { moveId, readIds } from './id-sets.ts';
import { leaveRecordings } from './recording-groups.ts';
import { deleteTodo, putTodo } from './todo-store.ts';
import { transact, transactAfter, unhindered } from './transaction.ts';
import { uncount } from './uncount.ts';

type Item = Record<string, unknown>;

/** Files in the records table: a bucket's under one partition key, with a pointer from each acr_id. */
export function fileStore(
  db: DynamoDBDocumentClient,
  table: string,
  announce: FileStore['announce'],
): FileStore {
  async function whereIs(acrIds: readonly string[]): Promise<Map<string, { bucketId: number; id: number }>> {
    const items = await batchGet(db, table, acrIds.map(pointerKey), true);
    return new Map(
      items
        .filter((item) => item['bucketId'] !== undefined)
        .map((item) => [
          String(item['pk']).slice('acr#'.length),
          { bucketId: Number(item['bucketId']), id: Number(item['id']) },
        ]),
    );
  }

  async function read(bucketId: number, ids: readonly number[]): Promise<File[]> {
    const keys = [...new Set(ids)].map((id) => fileKey(bucketId, id));
    const files = new Map((await batchGet(db, table, keys, true)).map(fileOf).map((file) => [file.id, file]));
    return ids.flatMap((id) => files.get(id) ?? []);
  }

  /** Pages of a bucket's records, whole or these fields of them. */
  async function* pagesOf(bucketId: number, first: number, last: number, fields: readonly string[] = []) {
    const pages = paginateQuery(
      { client: db },
      {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: {
          ':pk': fileKey(bucketId, first).pk,
          ':first': fileKey(bucketId, first).sk,
          ':last': fileKey(bucketId, last).sk,
        },
        ...(fields.length > 0 && {
          ProjectionExpression: fields.map((field) => `#${field}`).join(', '),
          ExpressionAttributeNames: Object.fromEntries(fields.map((field) => [`#${field}`, field])),
        }),
      },
    );
    for await (const { Items = [] } of pages) yield Items;
  }

  return {
    announce,

    async nextSequence(bucketId) {
      const answer = await db.send(
        new UpdateCommand({
          TableName: table,
          Key: { pk: `bucket#${bucketId}`, sk: 'sequence' },
          UpdateExpression: 'ADD #last :one',
          ExpressionAttributeNames: { '#last': 'last' },
          ExpressionAttributeValues: { ':one': 1 },
          ReturnValues: 'UPDATED_NEW',
        }),
      );
      return Number(answer.Attributes?.['last']);
    },

    async add(file, todo) {
      const failed = await transact(db, [
        ...showFile(table, file),
        pointTo(table, file),
        putTodo(table, todo),
      ]);
      return failed.length === 0;
    },

    async find(bucketId, refs) {
      const places = await whereIs([...new Set(refs.filter((ref) => typeof ref === 'string'))]);
      const idOf = (ref: FileRef) => {
        if (typeof ref === 'number') return ref;
        const place = places.get(ref);
        return place?.bucketId === bucketId ? place.id : undefined;
      };
      return read(bucketId, [...new Set(refs.flatMap((ref) => idOf(ref) ?? []))]);
    },

    async byAcrId(acrId) {
      const place = (await whereIs([acrId])).get(acrId);
      return place && (await read(place.bucketId, [place.id]))[0];
    },

    async byAcrIds(acrIds) {
      const places = [...(await whereIs(acrIds)).values()];
      const keys = places.map(({ bucketId, id }) => fileKey(bucketId, id));
      return (await batchGet(db, table, keys, true)).map(fileOf);
    },

    async page(bucketId, page) {
      const ids = order(await readIds(db, table, idsKey(bucketId), fileClasses), page);
      const wanted = ids.slice(page.offset, page.offset + page.limit);
      return { files: await read(bucketId, wanted), total: ids.length };
    },

    async *all(bucketId, after = 0) {
      for await (const items of pagesOf(bucketId, after + 1, Number.MAX_SAFE_INTEGER))
        yield* items.map(fileOf);
    },

    async search(bucketId, isWanted) {
      const ids = Object.values(await readIds(db, table, idsKey(bucketId), fileClasses)).flat();
      const ranges = rangesOf(ids.sort((a, b) => a - b));
      const found = await sideBySide(ranges, ranges.length, async ([first, last]) => {
        const wanted: Searched[] = [];
        for await (const items of pagesOf(bucketId, first, last, ['id', 'title', 'state']))
          wanted.push(...items.map((item) => item as unknown as Searched).filter(isWanted));
        return wanted;
      });
      return found.flat();
    },

    async update(file, { userDefined, ...changes }, updatedAt) {
      const values: Item = {
        ...changes,
        ...(userDefined && { userDefined: JSON.stringify(userDefined) }),
        updatedAt: updatedAt.toISOString(),
      };
      const fields = Object.keys(values);
      const update = new UpdateCommand({
        TableName: table,
        Key: fileKey(file.bucketId, file.id),
        UpdateExpression: `SET ${fields.map((field) => `#${field} = :${field}`).join(', ')} ADD version :one`,
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: Object.fromEntries(fields.map((field) => [`#${field}`, field])),
        ExpressionAttributeValues: {
          ':one': 1,
          ...Object.fromEntries(fields.map((field) => [`:${field}`, values[field]])),
        },
        ReturnValues: 'ALL_NEW',
      });
      try {
        return fileOf((await unhindered(() => db.send(update))).Attributes ?? {});
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return undefined;
        throw error;
      }
    },

    async adopt({ bucketId, id, object: job }, object, todoId) {
      const failed = await transact(db, [
        {
          Update: {
            TableName: table,
            Key: fileKey(bucketId, id),
            UpdateExpression: 'SET #object = :object ADD version :one',
            ConditionExpression: '#state = :processing AND #object = :job',
            ExpressionAttributeNames: { '#object': 'object', '#state': 'state' },
            ExpressionAttributeValues: { ':object': object, ':processing': 0, ':job': job, ':one': 1 },
          },
        },
        // Without its todo the sweeper has removed the object: this worker was asleep for long.
        { Delete: { ...deleteTodo(table, todoId).Delete, ConditionExpression: 'attribute_exists(pk)' } },
      ]);
      return failed.length === 0;
    },

    async begin({ bucketId, id }) {
      const update = new UpdateCommand({
        TableName: table,
        Key: fileKey(bucketId, id),
        UpdateExpression: 'ADD attempts :one',
        ConditionExpression: '#state = :processing',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':one': 1, ':processing': 0 },
        ReturnValues: 'UPDATED_NEW',
      });
      try {
        return Number((await unhindered(() => db.send(update))).Attributes?.['attempts']);
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return undefined;
        throw error;
      }
    },

    async settle(file, outcome, updatedAt, object = file.object) {
      const { uid, bucketId, id } = file;
      const { state, size, md5 } = outcome;
      const changes = [
        {
          Update: {
            TableName: table,
            Key: fileKey(bucketId, id),
            UpdateExpression:
              'SET #state = :state, #duration = :duration, #error = :error, #size = :size, #md5 = :md5, #object = :object, #updatedAt = :updatedAt ADD version :one',
            ConditionExpression: '#state = :processing AND #object = :was',
            ExpressionAttributeNames: {
              '#state': 'state',
              '#duration': 'duration',
              '#error': 'error',
              '#size': 'size',
              '#md5': 'md5',
              '#object': 'object',
              '#updatedAt': 'updatedAt',
            },
            ExpressionAttributeValues: {
              ':processing': 0,
              ':one': 1,
              ':was': file.object,
              ':object': object,
              ':state': state,
              ':duration': outcome.state === 1 ? outcome.duration : 0,
              ':error': outcome.state === -1 ? outcome.error : null,
              ':size': size,
              ':md5': md5,
              ':updatedAt': updatedAt.toISOString(),
            },
          },
        },
        moveId(table, idsKey(bucketId), id, classOf(0), classOf(state)),
        count(table, uid, bucketId, id, { num: 0, size: size ?? 0 }),
        deleteTodo(table, file.todo),
      ];
      const counted = countCopy(db, table, { ...file, size, md5 }, 1);
      const failed = await transactAfter(db, changes, async () => [
        ...(await counted()),
        // What cannot be used after all is of no recording.
        ...(state === -1 ? await leaveRecordings(db, table, uid, file.acrId)() : []),
      ]);
      return failed.length === 0;
    },

    async remove(file, todo) {
      const changes = [
        ...hideFile(table, file),
        { Delete: { TableName: table, Key: pointerKey(file.acrId) } },
        deleteTodo(table, file.todo),
        putTodo(table, todo),
      ];
      const failed = await transactAfter(db, changes, uncount(db, table, file));
      return failed.length === 0;
    },
  };
}

/** The ids of a listing in its order. */
function order(ids: Record<FileClass, number[]>, { state, sort, order }: PageOfFiles): number[] {
  if (state !== undefined) return order === 'asc' ? ids[classOf(state)] : ids[classOf(state)].toReversed();
  const byState = [...ids.failed, ...ids.processing, ...ids.ready];
  const ascending = sort === 'status' ? byState : byState.sort((a, b) => a - b);
  return order === 'asc' ? ascending : ascending.toReversed();
}
