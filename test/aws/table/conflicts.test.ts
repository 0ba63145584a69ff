import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDeployment } from '#aws/deployment.ts';
import { Contended } from '#domain/errors.ts';
import { todoAt } from '#domain/ports/todo.ts';
import { names } from '../store-region.ts';

/** A table in which, as long as there are `hindrances`, a transaction of others is in the way of every write. */
let hindrances = 0;
let calls = 0;
const server = createServer((request, response) => {
  request.resume();
  calls++;
  const isHindered = hindrances-- > 0;
  response.writeHead(isHindered ? 400 : 200, { 'content-type': 'application/x-amz-json-1.0' });
  const __type = 'com.amazonaws.dynamodb.v20120810#TransactionConflictException';
  response.end(JSON.stringify(isHindered ? { __type, message: 'in the way' } : {}));
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => void server.close());

const todos = () => {
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return openDeployment(names, 'eu-west-1', { endpoint, credentials }).here.todos;
};
const todo = todoAt(new Date(), { kind: 'erase-object', object: 'audio/a' });

it('a write without a condition waits for the transactions of others in its way', async () => {
  for (const write of [() => todos().done(todo.id), () => todos().add(todo)]) {
    [hindrances, calls] = [2, 0];
    await write();
    expect(calls).toBe(3);
  }
});

it('and says in the end that there are too many', async () => {
  hindrances = Number.POSITIVE_INFINITY;
  await expect(todos().done(todo.id)).rejects.toThrow(Contended);
});
