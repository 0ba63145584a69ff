import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { httpApi } from '#local/http-api/server.ts';
import { LambdaFunction } from '#local/lambda/function.ts';
import { variablesOf } from '#local/lambda/variables.ts';
import { listen } from '#local/listen.ts';
import { refuse } from './client.ts';

const running: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of running.splice(0)) await each.close();
});

const addressOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

async function started(server: Server): Promise<string> {
  await listen(server, 0);
  running.push({ close: () => [server.closeAllConnections(), server.close()] });
  return addressOf(server);
}

/** The buckets function on its own, whose every call to a store ends like this. */
async function deploymentWhere(code: string, status: number): Promise<string> {
  const store = createServer((request, response) => {
    request.resume();
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${code}`, message: code }));
  });
  const declared = {
    name: 'refrain-buckets',
    arn: 'buckets',
    region: 'eu-west-1',
    entry: 'functions/buckets.ts',
    handler: 'handler',
    memory: 512,
    timeout: 29,
    environment: {
      REFRAIN_REGIONS: 'eu-west-1',
      REFRAIN_RECORDS_TABLE: 'refrain-records',
      REFRAIN_INDEX_TABLE: 'refrain-index',
      REFRAIN_OBJECTS_BUCKET: 'refrain-000000000000',
      REFRAIN_RECORDINGS_QUEUE: 'refrain-recordings',
      REFRAIN_DUMPS_QUEUE: 'refrain-dumps',
    },
  };
  const buckets = new LambdaFunction({
    declared,
    entry: join(import.meta.dirname, '../..', declared.entry),
    variables: variablesOf(declared, await started(store)),
    log: () => {},
  });
  running.push(buckets);
  const routes = [{ key: 'GET /api/buckets', functionArn: 'buckets', timeout: 30_000 }];
  return started(httpApi(routes, () => buckets));
}

describe('a store', () => {
  it.each([
    'ThrottlingException',
    'ProvisionedThroughputExceededException',
    'RequestLimitExceeded',
  ])('that throttles (%s) is a 503 that says when to come again', async (code) => {
    const endpoint = await deploymentWhere(code, 400);
    const { headers, body } = await refuse('listBuckets', {}, 503, { endpoint });
    expect(headers.get('retry-after')).toBe('1');
    expect(body).toMatchObject({ message: expect.stringContaining('Try again') });
    expect(body).toHaveProperty('request_id', headers.get('x-request-id'));
  });

  it('that refuses us is a 500 that tells nothing but where to look', async () => {
    const endpoint = await deploymentWhere('AccessDeniedException', 400);
    const { headers, body } = await refuse('listBuckets', {}, 500, { endpoint });
    expect(body).toEqual({
      message: 'Something went wrong on our side.',
      request_id: headers.get('x-request-id'),
    });
  });
});
