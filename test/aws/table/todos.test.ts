import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Task, type Todo, todoAt } from '#domain/ports/todo.ts';
import { startDeployment } from '../store-region.ts';

let started: Awaited<ReturnType<typeof startDeployment>>;
beforeAll(async () => {
  started = await startDeployment();
});
afterAll(() => started.stop());

const acrId = 'a'.repeat(32);
const tasks: Task[] = [
  { kind: 'settle-file', acrId, tries: 1 },
  { kind: 'erase-file', acrId, objects: [`inbox/${acrId}`] },
  { kind: 'erase-traces', acrId },
  { kind: 'erase-object', object: `audio/${acrId}/1` },
  { kind: 'finish-move', acrId },
  { kind: 'erase-entry', bucketId: 65, acrId },
  { kind: 'mend-cluster', uid: 7, cluster: acrId },
  { kind: 'dump', bucketId: 65, taskId: acrId, tries: 2, step: 3 },
];

it('tells every todo that is due, also beside one that cannot be read, and says which that is', async () => {
  const { todos } = started.deployment.here;
  const now = new Date('2026-03-01T12:00:00.000Z');
  const due = tasks.map((task, i) => todoAt(new Date(now.getTime() - 1 - i), task));
  for (const todo of due) await todos.add(todo);
  await todos.add(todoAt(now, { kind: 'finish-move', acrId }));
  const db = DynamoDBDocumentClient.from(new DynamoDBClient({ ...started.access, region: 'eu-west-1' }));
  const unreadable = { pk: 'todo#0', sk: '2026-01-01T00:00:00.000Z#0', task: { kind: 'forgotten' } };
  await db.send(new PutCommand({ TableName: 'refrain-records', Item: unreadable }));

  const told: Todo[] = [];
  const telling = async () => {
    for await (const todo of todos.due(now)) told.push(todo);
  };
  await expect(telling()).rejects.toThrow(
    'The item todo#0 2026-01-01T00:00:00.000Z#0 has "forgotten" as its kind',
  );
  const byId = (a: Todo, b: Todo) => a.id.localeCompare(b.id);
  expect(told.sort(byId)).toEqual(due.sort(byId));
});
