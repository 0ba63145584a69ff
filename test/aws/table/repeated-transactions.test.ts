import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { transact } from '#aws/table/transaction.ts';

/** A table that answers the first of each two calls as though another call with its token were under way. */
const tokens: unknown[] = [];
const server = createServer(async (request, response) => {
  const body = JSON.parse(Buffer.concat(await Array.fromAsync(request)).toString());
  const isFirst = tokens.push(body.ClientRequestToken) % 2 === 1;
  response.writeHead(isFirst ? 400 : 200, { 'content-type': 'application/x-amz-json-1.0' });
  const __type = 'com.amazonaws.dynamodb.v20120810#TransactionInProgressException';
  response.end(JSON.stringify(isFirst ? { __type, Message: 'under way' } : {}));
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => void server.close());

it('a transaction that is sent again has the token it had: done twice, it would count twice', async () => {
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const db = DynamoDBDocumentClient.from(
    new DynamoDBClient({ endpoint, credentials, region: 'eu-west-1', maxAttempts: 1 }),
  );
  const counting = {
    Update: {
      TableName: 'records',
      Key: { pk: 'bucket', sk: 'count' },
      UpdateExpression: 'ADD num :one',
      ExpressionAttributeValues: { ':one': 1 },
    },
  };
  expect(await transact(db, [counting])).toEqual([]);
  expect(await transact(db, [counting])).toEqual([]);
  const [first, again, second, secondAgain] = tokens;
  expect(tokens).toHaveLength(4);
  expect(first).toMatch(/./);
  expect(again).toBe(first);
  expect(secondAgain).toBe(second);
  expect(second).not.toBe(first);
});
