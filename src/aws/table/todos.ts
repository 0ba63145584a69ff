import { DeleteCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Task, Todo, TodoStore } from '#domain/ports/todo.ts';
import { ifItHolds } from './conditional.ts';
import { checkFormat, inFormat } from './format.ts';
import { type Item, number, oneOf, text, texts, within } from './item.ts';
import { inOrder, itemsOf } from './query.ts';
import { transact } from './transaction.ts';

/** Todos are spread over partitions, since every upload writes one. */
const LANES = 4;

/** Who takes todos up; nobody does while it is not there. */
const LEASE = { pk: 'sweep', sk: 'lease' };

/** A todo's id ends in a random character, which decides its lane. */
const keyOf = (todoId: string) => ({
  pk: `todo#${Number.parseInt(todoId.at(-1) ?? '0', 16) % LANES}`,
  sk: todoId,
});

type TaskReaders = { readonly [K in Task['kind']]: (item: Item) => Extract<Task, { kind: K }> };

const readers: TaskReaders = {
  'settle-file': (item) => ({
    kind: 'settle-file',
    acrId: text(item, 'acrId'),
    tries: number(item, 'tries'),
    ...(item['isTold'] === true && { isTold: true }),
  }),
  'erase-file': (item) => ({
    kind: 'erase-file',
    acrId: text(item, 'acrId'),
    objects: texts(item, 'objects'),
  }),
  'erase-traces': (item) => ({ kind: 'erase-traces', acrId: text(item, 'acrId') }),
  'erase-object': (item) => ({ kind: 'erase-object', object: text(item, 'object') }),
  'finish-move': (item) => ({ kind: 'finish-move', acrId: text(item, 'acrId') }),
  'erase-entry': (item) => ({
    kind: 'erase-entry',
    bucketId: number(item, 'bucketId'),
    acrId: text(item, 'acrId'),
  }),
  'mend-cluster': (item) => ({
    kind: 'mend-cluster',
    uid: number(item, 'uid'),
    cluster: text(item, 'cluster'),
  }),
  dump: (item) => ({
    kind: 'dump',
    bucketId: number(item, 'bucketId'),
    taskId: text(item, 'taskId'),
    tries: number(item, 'tries'),
    step: number(item, 'step'),
  }),
};
const kinds = Object.keys(readers) as Task['kind'][];

function todoOf(item: Item): Todo {
  checkFormat(item);
  const task = asNow(within(item, 'task'));
  return { id: text(item, 'sk'), task: readers[oneOf(task, 'kind', kinds)](task) };
}

/** What an earlier version would have united is held against one another instead. */
const asNow = (task: Item): Item =>
  task['kind'] === 'unite-groups' ? { ...task, kind: 'mend-cluster', cluster: task['from'] } : task;

function readable(item: Item, unreadable: unknown[]): Todo | undefined {
  try {
    return todoOf(item);
  } catch (error) {
    unreadable.push(error);
    return undefined;
  }
}

/** For a transaction: the todo is written with what it follows. */
export const putTodo = (table: string, { id, task }: Todo) => ({
  Put: { TableName: table, Item: inFormat({ ...keyOf(id), task }) },
});

/** For a transaction: the todo goes with its last step. */
export const deleteTodo = (table: string, todoId: string) => ({
  Delete: { TableName: table, Key: keyOf(todoId) },
});

export function todoStore(db: DynamoDBDocumentClient, table: string): TodoStore {
  return {
    async *due(now) {
      const unreadable: unknown[] = [];
      // Ids begin with the time they are due at, in digits.
      const lanes = Array.from({ length: LANES }, (_, lane) =>
        itemsOf(
          db,
          table,
          { pk: `todo#${lane}`, first: '0', last: now.toISOString() },
          { consistent: false },
        ),
      );
      for await (const item of inOrder(lanes, (a, b) => String(a['sk']) < String(b['sk']))) {
        const todo = readable(item, unreadable);
        if (todo) yield todo;
      }
      // Said last: one that cannot be read must not hold up the others.
      if (unreadable.length > 0) throw new AggregateError(unreadable, unreadable.join(' '));
    },

    async take(sweeper, now, until) {
      const put = new PutCommand({
        TableName: table,
        Item: { ...LEASE, sweeper, until: until.toISOString() },
        ConditionExpression: 'attribute_not_exists(pk) OR #until <= :now',
        ExpressionAttributeNames: { '#until': 'until' },
        ExpressionAttributeValues: { ':now': now.toISOString() },
      });
      return (await ifItHolds(() => db.send(put))) !== undefined;
    },

    async giveBack(sweeper) {
      const command = new DeleteCommand({
        TableName: table,
        Key: LEASE,
        ConditionExpression: 'sweeper = :sweeper',
        ExpressionAttributeValues: { ':sweeper': sweeper },
      });
      await ifItHolds(() => db.send(command));
    },

    async add(todo) {
      await db.send(new PutCommand(putTodo(table, todo).Put));
    },

    async postpone(todo, later) {
      await transact(db, [deleteTodo(table, todo.id), putTodo(table, later)]);
    },

    async done(todoId) {
      await db.send(new DeleteCommand({ TableName: table, Key: keyOf(todoId) }));
    },
  };
}
