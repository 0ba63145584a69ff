import { DeleteCommand, type DynamoDBDocumentClient, PutCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import type { Task, Todo, TodoStore } from '#domain/todo.ts';
import { transact } from './transaction.ts';

/** Todos are spread over partitions, since every upload writes one. */
const LANES = 4;

/** A todo's id ends in a random character, which decides its lane. */
const keyOf = (todoId: string) => ({
  pk: `todo#${Number.parseInt(todoId.at(-1) ?? '0', 16) % LANES}`,
  sk: todoId,
});

/** For a transaction: the todo is written with what it follows. */
export const putTodo = (table: string, { id, task }: Todo) => ({
  Put: { TableName: table, Item: { ...keyOf(id), task } },
});

/** For a transaction: the todo goes with its last step. */
export const deleteTodo = (table: string, todoId: string) => ({
  Delete: { TableName: table, Key: keyOf(todoId) },
});

export function todoStore(db: DynamoDBDocumentClient, table: string): TodoStore {
  return {
    async *due(now) {
      for (let lane = 0; lane < LANES; lane++) {
        const pages = paginateQuery(
          { client: db },
          {
            TableName: table,
            KeyConditionExpression: 'pk = :pk AND sk < :now',
            ExpressionAttributeValues: { ':pk': `todo#${lane}`, ':now': now.toISOString() },
          },
        );
        for await (const page of pages) {
          for (const item of page.Items ?? []) yield { id: String(item['sk']), task: item['task'] as Task };
        }
      }
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
