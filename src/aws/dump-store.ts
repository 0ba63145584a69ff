import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Dump, DumpStore } from '#domain/dump.ts';
import { deleteTodo, putTodo } from './todo-store.ts';
import { transact, unhindered } from './transaction.ts';

/** A task's record outlives its address by a day, so that a late caller is told that it lapsed. */
const KEPT_FOR = 48 * 60 * 60;

const latestKey = (bucketId: number) => ({ pk: `bucket#${bucketId}`, sk: 'dump' });
const taskKey = (bucketId: number, taskId: string) => ({ pk: `bucket#${bucketId}`, sk: `dump#${taskId}` });

type DumpItem = Omit<Dump, 'startedAt' | 'heldUntil'> & Record<'startedAt' | 'heldUntil', string>;

function dumpOf(item: Record<string, unknown>): Dump {
  const { pk, sk, expires, ...dump } = item as unknown as DumpItem & {
    pk: string;
    sk: string;
    expires: number;
  };
  return { ...dump, startedAt: new Date(dump.startedAt), heldUntil: new Date(dump.heldUntil) };
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
    { values, held }: { values: Record<string, unknown>; held: Record<string, unknown> },
  ): Promise<Dump | undefined> {
    const fields = Object.keys(values);
    const update = new UpdateCommand({
      TableName: table,
      Key: taskKey(bucketId, taskId),
      UpdateExpression: `SET ${fields.map((field) => `#${field} = :${field}`).join(', ')}`,
      ConditionExpression: `#status = :running AND ${condition}`,
      ExpressionAttributeNames: {
        '#status': 'status',
        ...Object.fromEntries(fields.map((field) => [`#${field}`, field])),
      },
      ExpressionAttributeValues: {
        ':running': 0,
        ...held,
        ...Object.fromEntries(fields.map((field) => [`:${field}`, values[field]])),
      },
      ReturnValues: 'ALL_NEW',
    });
    try {
      const { Attributes } = await unhindered(() => db.send(update));
      return Attributes && dumpOf(Attributes);
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }

  return {
    get,
    announce,

    async latest(bucketId) {
      const { Item } = await db.send(
        new GetCommand({ TableName: table, Key: latestKey(bucketId), ConsistentRead: true }),
      );
      return Item && get(bucketId, String(Item['taskId']));
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
        {
          Put: {
            TableName: table,
            Item: {
              ...dump,
              ...taskKey(bucketId, taskId),
              startedAt: dump.startedAt.toISOString(),
              heldUntil: dump.heldUntil.toISOString(),
              expires,
            },
          },
        },
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
