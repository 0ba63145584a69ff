import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ifItHolds, setting } from '#aws/table/conditional.ts';
import { checkFormat, inFormat } from '#aws/table/format.ts';
import { boolean, type Item, number, oneOf, orNull, text, texts, time, within } from '#aws/table/item.ts';
import { deleteTodo, putTodo } from '#aws/table/todos.ts';
import { transact } from '#aws/table/transaction.ts';
import type { Checkpoint, Dump, DumpStore } from '#domain/ports/dump.ts';

/** A task's record outlives its address by a day, so that a late caller is told that it lapsed. */
const KEPT_FOR = 48 * 60 * 60;

const latestKey = (bucketId: number) => ({ pk: `bucket#${bucketId}`, sk: 'dump' });
const taskKey = (bucketId: number, taskId: string) => ({ pk: `bucket#${bucketId}`, sk: `dump#${taskId}` });

const dumpItem = (dump: Dump): Item =>
  inFormat({
    ...taskKey(dump.bucketId, dump.taskId),
    ...dump,
    startedAt: dump.startedAt.toISOString(),
    heldUntil: dump.heldUntil.toISOString(),
  });

function dumpOf(item: Item): Dump {
  checkFormat(item);
  return {
    taskId: text(item, 'taskId'),
    bucketId: number(item, 'bucketId'),
    uid: number(item, 'uid'),
    bucketName: text(item, 'bucketName'),
    status: oneOf(item, 'status', [0, 1, -1]),
    progress: number(item, 'progress'),
    startedAt: time(item, 'startedAt'),
    todo: text(item, 'todo'),
    step: number(item, 'step'),
    heldUntil: time(item, 'heldUntil'),
    checkpoint: orNull(item, 'checkpoint', checkpointOf),
  };
}

function checkpointOf(item: Item, name: string): Checkpoint {
  const checkpoint = within(item, name);
  return {
    uploadId: text(checkpoint, 'uploadId'),
    parts: texts(checkpoint, 'parts'),
    lastId: number(checkpoint, 'lastId'),
    files: number(checkpoint, 'files'),
    total: number(checkpoint, 'total'),
    isWhole: boolean(checkpoint, 'isWhole'),
  };
}

/** Dumps in the records table: a record a task, and one per bucket that names its newest. */
export function dumpStore(
  db: DynamoDBDocumentClient,
  table: string,
  announce: DumpStore['announce'],
): DumpStore {
  async function get(bucketId: number, taskId: string): Promise<Dump | undefined> {
    const { Item } = await db.send(
      new GetCommand({ TableName: table, Key: taskKey(bucketId, taskId), ConsistentRead: true }),
    );
    return Item && dumpOf(Item);
  }

  /** The dump with these values, if it is under way and the condition holds. */
  async function change(
    bucketId: number,
    taskId: string,
    condition: string,
    { values, held }: { values: Item; held: Item },
  ): Promise<Dump | undefined> {
    const set = setting(values);
    const update = new UpdateCommand({
      TableName: table,
      Key: taskKey(bucketId, taskId),
      UpdateExpression: set.expression,
      ConditionExpression: `#status = :running AND ${condition}`,
      ExpressionAttributeNames: { '#status': 'status', ...set.names },
      ExpressionAttributeValues: { ':running': 0, ...held, ...set.values },
      ReturnValues: 'ALL_NEW',
    });
    const written = await ifItHolds(() => db.send(update));
    return written && dumpOf(written.Attributes ?? {});
  }

  return {
    get,
    announce,

    async latest(bucketId) {
      const { Item } = await db.send(
        new GetCommand({ TableName: table, Key: latestKey(bucketId), ConsistentRead: true }),
      );
      return Item && get(bucketId, text(Item, 'taskId'));
    },

    async start(dump, todo, previous) {
      const { bucketId, taskId } = dump;
      const expires = Math.floor(dump.startedAt.getTime() / 1000) + KEPT_FOR;
      const failed = await transact(db, [
        {
          Put: {
            TableName: table,
            Item: { ...latestKey(bucketId), taskId, expires },
            // Without `previous` there was none, or its task's record has expired.
            ConditionExpression: previous
              ? 'taskId = :previous'
              : 'attribute_not_exists(pk) OR expires < :now',
            ExpressionAttributeValues: previous
              ? { ':previous': previous.taskId }
              : { ':now': Math.floor(dump.startedAt.getTime() / 1000) },
          },
        },
        { Put: { TableName: table, Item: { ...dumpItem(dump), expires } } },
        putTodo(table, todo),
      ]);
      return failed.length === 0;
    },

    hold: (bucketId, taskId, now, until) =>
      change(bucketId, taskId, '#heldUntil < :now', {
        values: { heldUntil: until.toISOString() },
        held: { ':now': now.toISOString() },
      }),

    keep: ({ bucketId, taskId, step }, checkpoint, progress) =>
      change(bucketId, taskId, '#step = :known', {
        values: { checkpoint, progress, step: step + 1 },
        held: { ':known': step },
      }),

    async release({ bucketId, taskId, heldUntil }) {
      await change(bucketId, taskId, '#heldUntil = :known', {
        values: { heldUntil: new Date(0).toISOString() },
        held: { ':known': heldUntil.toISOString() },
      });
    },

    async finish({ bucketId, taskId, todo }, status) {
      await transact(db, [
        {
          Update: {
            TableName: table,
            Key: taskKey(bucketId, taskId),
            UpdateExpression: 'SET #status = :status, progress = :progress',
            ConditionExpression: '#status = :running',
            ExpressionAttributeNames: { '#status': 'status' },
            ExpressionAttributeValues: {
              ':status': status,
              ':progress': status === 1 ? 1 : 0,
              ':running': 0,
            },
          },
        },
        deleteTodo(table, todo),
      ]);
    },
  };
}
