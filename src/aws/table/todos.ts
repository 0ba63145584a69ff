import { DeleteCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Task, Todo, TodoStore } from '#domain/ports/todo.ts';
import { checkFormat, inFormat } from './format.ts';
import { type Item, number, oneOf, text, texts, within } from './item.ts';
import { itemsOf } from './query.ts';
import { transact } from './transaction.ts';

/** Todos are spread over partitions, since every upload writes one. */
const LANES = 4;

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
  }),
  'erase-file': (item) => ({
    kind: 'erase-file',
    acrId: text(item, 'acrId'),
    objects: texts(item, 'objects'),
  }),
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
      for (let lane = 0; lane < LANES; lane++) {
        // Ids begin with the time they are due at, in digits.
        const stretch = { pk: `todo#${lane}`, first: '0', last: now.toISOString() };
        for await (const item of itemsOf(db, table, stretch, { consistent: false })) {
          const todo = readable(item, unreadable);
          if (todo) yield todo;
        }
      }
      // Said last: one that cannot be read must not hold up the others.
      if (unreadable.length > 0) throw new AggregateError(unreadable, unreadable.join(' '));
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
