import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { countCopy } from '#aws/duplicates/copies.ts';
import { leaveCluster } from '#aws/duplicates/membership.ts';
import { ifItHolds, setting } from '#aws/table/conditional.ts';
import { count } from '#aws/table/counters.ts';
import { classOf, fileKey, idsKey } from '#aws/table/file-record.ts';
import { moveId } from '#aws/table/id-sets.ts';
import { number } from '#aws/table/item.ts';
import { deleteTodo, putTodo } from '#aws/table/todos.ts';
import { transact, transactAfter } from '#aws/table/transaction.ts';
import type { File, FileStore } from '#domain/ports/file.ts';

/** What the processing of a file writes into its record. */
export function fileProcessing(
  db: DynamoDBDocumentClient,
  table: string,
): Pick<FileStore, 'adopt' | 'begin' | 'takeBack' | 'settle' | 'forgive' | 'reopen'> {
  /** How many there are then; undefined when the file is not in state 0. */
  async function countAttempts({ bucketId, id }: File, by: 1 | -1): Promise<number | undefined> {
    const update = new UpdateCommand({
      TableName: table,
      Key: fileKey(bucketId, id),
      UpdateExpression: 'ADD attempts :by',
      ConditionExpression: '#state = :processing',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':by': by, ':processing': 0 },
      ReturnValues: 'UPDATED_NEW',
    });
    const written = await ifItHolds(() => db.send(update));
    return written && number(written.Attributes ?? {}, 'attempts');
  }

  return {
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

    begin: (file) => countAttempts(file, 1),

    async takeBack(file) {
      await countAttempts(file, -1);
    },

    async forgive({ bucketId, id }) {
      const update = new UpdateCommand({
        TableName: table,
        Key: fileKey(bucketId, id),
        UpdateExpression: 'REMOVE attempts',
        ConditionExpression: '#state = :processing',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':processing': 0 },
      });
      return (await ifItHolds(() => db.send(update))) !== undefined;
    },

    async reopen(file, todo, updatedAt) {
      const { bucketId, id, version, counted } = file;
      const set = setting({
        // Its bytes are still there, and count.
        ...{ state: 0, error: null, size: null, md5: null, todo: todo.id, counted },
        ...{ updatedAt: updatedAt.toISOString(), version: version + 1 },
      });
      const changes = [
        {
          Update: {
            TableName: table,
            Key: fileKey(bucketId, id),
            UpdateExpression: `${set.expression} REMOVE attempts`,
            ConditionExpression: '#version = :was',
            ExpressionAttributeNames: set.names,
            ExpressionAttributeValues: { ...set.values, ':was': version },
          },
        },
        moveId(table, idsKey(bucketId, id), id, classOf(file.state), classOf(0)),
        putTodo(table, todo),
      ];
      return (await transactAfter(db, changes, countCopy(db, table, file, -1))).length === 0;
    },

    async settle(file, outcome, updatedAt, object = file.object) {
      const { uid, bucketId, id } = file;
      const { state, size, md5 } = outcome;
      const counted = size ?? 0;
      const changes = [
        {
          Update: {
            TableName: table,
            Key: fileKey(bucketId, id),
            UpdateExpression:
              'SET #state = :state, #duration = :duration, #error = :error, #size = :size, #md5 = :md5, #audio = :audio, #object = :object, #counted = :counted, #updatedAt = :updatedAt ADD version :one',
            // What it was counted with decides what is counted now; earlier versions wrote nothing of it.
            ConditionExpression:
              '#state = :processing AND #object = :was AND (#counted = :wasCounted OR attribute_not_exists(#counted))',
            ExpressionAttributeNames: {
              '#state': 'state',
              '#duration': 'duration',
              '#error': 'error',
              '#size': 'size',
              '#md5': 'md5',
              '#audio': 'audio',
              '#object': 'object',
              '#counted': 'counted',
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
              ':counted': counted,
              ':wasCounted': file.counted,
              ':md5': md5,
              ':audio': outcome.state === 1 ? outcome.audio : null,
              ':updatedAt': updatedAt.toISOString(),
            },
          },
        },
        moveId(table, idsKey(bucketId, id), id, classOf(0), classOf(state)),
        // Most were counted rightly when they were announced.
        ...(counted === file.counted
          ? []
          : [count(table, uid, bucketId, id, { num: 0, size: counted - file.counted })]),
        deleteTodo(table, file.todo),
        ...(outcome.state === -1 && outcome.left ? [putTodo(table, outcome.left)] : []),
      ];
      const countedCopy = countCopy(db, table, { ...file, size, md5 }, 1);
      const failed = await transactAfter(db, changes, async () => [
        ...(await countedCopy()),
        // What cannot be used after all is of no recording.
        ...(state === -1 ? await leaveCluster(db, table, uid, file.acrId)() : []),
      ]);
      return failed.length === 0;
    },
  };
}
