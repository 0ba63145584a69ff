import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, paginateQuery, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { File, FileRef, FileState, FileStore, PageOfFiles } from '#domain/file.ts';
import { batchGet } from './batch-get.ts';
import { count } from './counters.ts';
import { moveId, readIds } from './id-sets.ts';
import { deleteTodo, putTodo } from './todo-store.ts';
import { transact, unhindered } from './transaction.ts';

type Item = Record<string, unknown>;
type FileItem = Omit<File, 'createdAt' | 'updatedAt'> & { createdAt: string; updatedAt: string };

const classes = { '0': 'processing', '1': 'ready', '-1': 'failed' } as const;
type Class = (typeof classes)[keyof typeof classes];
const classOf = (state: FileState): Class => classes[`${state}`];

const pad = (id: number) => String(id).padStart(16, '0');
const fileKey = (bucketId: number, id: number) => ({ pk: `bucket#${bucketId}`, sk: `file#${pad(id)}` });
const acrKey = (acrId: string) => ({ pk: `acr#${acrId}`, sk: 'file' });
const idsKey = (bucketId: number) => `bucket#${bucketId}#files`;

function fileOf(item: Item): File {
  const { pk, sk, ...file } = item as unknown as FileItem & { pk: string; sk: string };
  return { ...file, createdAt: new Date(file.createdAt), updatedAt: new Date(file.updatedAt) };
}

/** Files in the records table: a bucket's under one partition key, with a pointer from each acr_id. */
export function fileStore(
  db: DynamoDBDocumentClient,
  table: string,
  announce: FileStore['announce'],
): FileStore {
  async function whereIs(acrIds: readonly string[]): Promise<Map<string, { bucketId: number; id: number }>> {
    const items = await batchGet(db, table, acrIds.map(acrKey), true);
    return new Map(
      items.map((item) => [
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
      const { uid, bucketId, id, acrId } = file;
      const failed = await transact(db, [
        { Put: { TableName: table, Item: { ...itemOf(file), ...fileKey(bucketId, id) } } },
        { Put: { TableName: table, Item: { ...acrKey(acrId), bucketId, id } } },
        moveId(table, idsKey(bucketId), id, undefined, classOf(0)),
        count(table, uid, bucketId, id, { num: 1, size: 0 }),
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

    async page(bucketId, page) {
      const ids = order(await readIds(db, table, idsKey(bucketId), Object.values(classes)), page);
      const wanted = ids.slice(page.offset, page.offset + page.limit);
      return { files: await read(bucketId, wanted), total: ids.length };
    },

    async *all(bucketId) {
      const pages = paginateQuery(
        { client: db },
        {
          TableName: table,
          ConsistentRead: true,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :file)',
          ExpressionAttributeValues: { ':pk': `bucket#${bucketId}`, ':file': 'file#' },
        },
      );
      for await (const page of pages) yield* (page.Items ?? []).map(fileOf);
    },

    async update(file, changes, updatedAt) {
      const values: Item = { ...changes, updatedAt: updatedAt.toISOString() };
      const fields = Object.keys(values);
      const update = new UpdateCommand({
        TableName: table,
        Key: fileKey(file.bucketId, file.id),
        UpdateExpression: `SET ${fields.map((field) => `#${field} = :${field}`).join(', ')}`,
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: Object.fromEntries(fields.map((field) => [`#${field}`, field])),
        ExpressionAttributeValues: Object.fromEntries(fields.map((field) => [`:${field}`, values[field]])),
        ReturnValues: 'ALL_NEW',
      });
      try {
        return fileOf((await unhindered(() => db.send(update))).Attributes ?? {});
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return undefined;
        throw error;
      }
    },

    async settle(file, outcome, updatedAt) {
      const { uid, bucketId, id } = file;
      const { state, size, md5 } = outcome;
      const failed = await transact(db, [
        {
          Update: {
            TableName: table,
            Key: fileKey(bucketId, id),
            UpdateExpression:
              'SET #state = :state, #duration = :duration, #error = :error, #size = :size, #md5 = :md5, #updatedAt = :updatedAt',
            ConditionExpression: '#state = :processing',
            ExpressionAttributeNames: {
              '#state': 'state',
              '#duration': 'duration',
              '#error': 'error',
              '#size': 'size',
              '#md5': 'md5',
              '#updatedAt': 'updatedAt',
            },
            ExpressionAttributeValues: {
              ':processing': 0,
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
      ]);
      return failed.length === 0;
    },

    async remove(file, todo) {
      const { uid, bucketId, id, acrId, state, size } = file;
      const failed = await transact(db, [
        {
          Delete: {
            TableName: table,
            Key: fileKey(bucketId, id),
            ConditionExpression: '#state = :state',
            ExpressionAttributeNames: { '#state': 'state' },
            ExpressionAttributeValues: { ':state': state },
          },
        },
        { Delete: { TableName: table, Key: acrKey(acrId) } },
        moveId(table, idsKey(bucketId), id, classOf(state), undefined),
        count(table, uid, bucketId, id, { num: -1, size: -(size ?? 0) }),
        deleteTodo(table, file.todo),
        putTodo(table, todo),
      ]);
      return failed.length === 0;
    },
  };
}

function itemOf(file: File): FileItem {
  return { ...file, createdAt: file.createdAt.toISOString(), updatedAt: file.updatedAt.toISOString() };
}

/** The ids of a listing in its order. */
function order(ids: Record<Class, number[]>, { state, sort, order }: PageOfFiles): number[] {
  if (state !== undefined) return order === 'asc' ? ids[classOf(state)] : ids[classOf(state)].toReversed();
  const byState = [...ids.failed, ...ids.processing, ...ids.ready];
  const ascending = sort === 'status' ? byState : byState.sort((a, b) => a - b);
  return order === 'asc' ? ascending : ascending.toReversed();
}
