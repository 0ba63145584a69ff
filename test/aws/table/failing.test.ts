import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDeployment } from '#aws/deployment.ts';
import { Busy } from '#domain/errors.ts';
import { inboxKey } from '#domain/ports/objects.ts';
import { todoAt } from '#domain/ports/todo.ts';
import { names } from '../store-region.ts';

/** Stores that fail at whatever they are asked. */
const server = createServer((request, response) => {
  request.resume();
  if (request.headers['x-amz-target'] === undefined) {
    response.writeHead(503, { 'content-type': 'application/xml' });
    response.end(
      '<Error><Code>ServiceUnavailable</Code><Message>Reduce your request rate.</Message></Error>',
    );
    return;
  }
  response.writeHead(500, { 'content-type': 'application/x-amz-json-1.0' });
  const __type = 'com.amazonaws.dynamodb.v20120810#InternalServerError';
  response.end(JSON.stringify({ __type, message: 'Internal server error' }));
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => void server.close());

it('a store that fails after all attempts is busy, and worth asking again', async () => {
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const { todos, objects } = openDeployment(names, 'eu-west-1', { endpoint, credentials }).here;
  const todo = todoAt(new Date(), { kind: 'erase-object', object: 'audio/a' });
  await expect(todos.done(todo.id)).rejects.toThrow(Busy);
  await expect(objects.remove([inboxKey('a'.repeat(32))])).rejects.toThrow(Busy);
});
