import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ifItHolds, setting } from '#aws/table/conditional.ts';
import {
  fileKey,
  fileOf,
  hideFile,
  pointerKey,
  pointTo,
  showFile,
  soughtOf,
} from '#aws/table/file-record.ts';
import { nextOf } from '#aws/table/sequence.ts';
import { deleteTodo, putTodo } from '#aws/table/todos.ts';
import { transact, transactAfter } from '#aws/table/transaction.ts';
import type { FileStore } from '#domain/ports/file.ts';
import { fileListing } from './listing.ts';
import { fileProcessing } from './processing.ts';
import { fileReading } from './reading.ts';
import { uncount } from './uncount.ts';

/** Files in the records table: a bucket's under one partition key, with a pointer from each acr_id. */
export function fileStore(
  db: DynamoDBDocumentClient,
  table: string,
  queue: Pick<FileStore, 'announce' | 'isBusy'>,
): FileStore {
  return {
    ...fileReading(db, table),
    ...fileListing(db, table),
    ...fileProcessing(db, table),
    ...queue,

    nextSequence: (bucketId) => nextOf(db, table, { pk: `bucket#${bucketId}`, sk: 'sequence' }),

    async add(file, todo) {
      const failed = await transact(db, [
        ...showFile(table, file),
        pointTo(table, file),
        putTodo(table, todo),
      ]);
      return failed.length === 0;
    },

    async update(file, { userDefined, ...changes }, updatedAt) {
      const { expression, names, values } = setting({
        ...changes,
        ...(changes.title !== undefined && { sought: soughtOf(changes.title) }),
        ...(userDefined && { userDefined: JSON.stringify(userDefined) }),
        updatedAt: updatedAt.toISOString(),
      });
      const update = new UpdateCommand({
        TableName: table,
        Key: fileKey(file.bucketId, file.id),
        UpdateExpression: `${expression} ADD version :one`,
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: { ':one': 1, ...values },
        ReturnValues: 'ALL_NEW',
      });
      const written = await ifItHolds(() => db.send(update));
      return written && fileOf(written.Attributes ?? {});
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
