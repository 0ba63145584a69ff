import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  request as send,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { routes } from '#api/routes.ts';
import { localCredentials } from '#local/credentials.ts';
import { httpApi } from '#local/http-api/server.ts';
import { LambdaFunction } from '#local/lambda/function.ts';
import { variablesOf } from '#local/lambda/variables.ts';
import { listen } from '#local/listen.ts';
import { newBucket, refuse, succeed } from './client.ts';

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

/** How DynamoDB refuses a call; `reasons` are those for which it cancels a transaction. */
interface StoreRefusal {
  readonly code: string;
  readonly reasons?: readonly string[];
}

const refusing =
  ({ code, reasons }: StoreRefusal): RequestListener =>
  (request, response) => {
    request.resume();
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
    const CancellationReasons = reasons?.map((Code) => ({ Code }));
    const __type = `com.amazonaws.dynamodb.v20120810#${code}`;
    response.end(JSON.stringify({ __type, message: code, Message: code, CancellationReasons }));
  };

/** The real engine, but for the calls of this name. */
const refusingOnly =
  (operation: string, refusal: StoreRefusal): RequestListener =>
  async (request, response) => {
    if (request.headers['x-amz-target'] === `DynamoDB_20120810.${operation}`)
      return refusing(refusal)(request, response);
    passing(request, response);
  };

/** The real engine, which sees the call as it was signed. */
function passing(request: IncomingMessage, response: ServerResponse): void {
  const { headers, method } = request;
  const onward = send(inject('engines'), { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  request.pipe(onward);
}

type Resource = 'buckets' | 'duplicates';

/** One function of the API on its own, with this for every store. */
async function deploymentOn(
  store: RequestListener,
  resource: Resource = 'buckets',
  regions = 'eu-west-1',
): Promise<string> {
  const declared = {
    name: `refrain-${resource}`,
    arn: resource,
    region: 'eu-west-1',
    entry: `functions/${resource}.ts`,
    handler: 'handler',
    memory: 512,
    timeout: 29,
    role: 'role',
    rights: [],
    retries: 2,
    environment: {
      REFRAIN_REGIONS: regions,
      REFRAIN_RECORDS_TABLE: 'refrain-records',
      REFRAIN_INDEX_TABLE: 'refrain-index',
      REFRAIN_OBJECTS_BUCKET: 'refrain-000000000000',
      REFRAIN_RECORDINGS_QUEUE: 'refrain-recordings',
      REFRAIN_DUMPS_QUEUE: 'refrain-dumps',
    },
  };
  const lambda = new LambdaFunction({
    declared,
    entry: join(import.meta.dirname, '../..', declared.entry),
    variables: { ...variablesOf(declared, await started(createServer(store))), ...owner },
    log: () => {},
  });
  running.push(lambda);
  const own = Object.values(routes).filter((route) => route.resource === resource);
  const served = own.map(({ method, path }) => ({
    key: `${method} ${path}`,
    functionArn: resource,
    timeout: 30_000,
    permitted: true,
  }));
  return started(httpApi(served, () => lambda));
}

/** Stands for the stores themselves: it is not judged by a role. */
const { accessKeyId, secretAccessKey } = localCredentials();
const owner = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };

const wanted = { json: { name: 'wanted', type: 'File', region: 'eu-west-1' } };

describe('a store', () => {
  it.each([
    'ThrottlingException',
    'ProvisionedThroughputExceededException',
    'RequestLimitExceeded',
  ])('that throttles (%s) is a 503 that says when to come again', async (code) => {
    const endpoint = await deploymentOn(refusing({ code }));
    const { headers, body } = await refuse('listBuckets', {}, 503, { endpoint });
    expect(headers.get('retry-after')).toBe('1');
    expect(body).toMatchObject({ message: expect.stringContaining('Try again') });
    expect(body).toHaveProperty('request_id', headers.get('x-request-id'));
  });

  it('that throttles the Duplicates API is a 503 whose sentence is its `error`', async () => {
    const endpoint = await deploymentOn(refusing({ code: 'ThrottlingException' }), 'duplicates');
    const { headers, body } = await refuse('listDuplicates', {}, 503, { endpoint });
    expect(headers.get('retry-after')).toBe('1');
    expect(body).toEqual({
      message: expect.stringContaining('Try again'),
      error: expect.stringContaining('Try again'),
      request_id: headers.get('x-request-id'),
    });
  });

  it.each([
    'ThrottlingError',
    'ProvisionedThroughputExceeded',
    'RequestLimitExceeded',
  ])('that gives up each transaction because it throttles (%s) is a 503 too', async (reason) => {
    const refusal = { code: 'TransactionCanceledException', reasons: ['None', reason] };
    const endpoint = await deploymentOn(refusingOnly('TransactWriteItems', refusal));
    const { headers, body } = await refuse('createBucket', {}, 503, { endpoint, ...wanted });
    expect(headers.get('retry-after')).toBe('1');
    expect(body).toMatchObject({ message: expect.stringContaining('The store is busy') });
  });

  it('that refuses us is a 500 that tells nothing but where to look', async () => {
    const endpoint = await deploymentOn(refusing({ code: 'AccessDeniedException' }));
    const { headers, body } = await refuse('listBuckets', {}, 500, { endpoint });
    expect(body).toEqual({
      message: 'Something went wrong on our side.',
      error: 'Something went wrong on our side.',
      request_id: headers.get('x-request-id'),
    });
  });
});

describe('a region that does not answer', () => {
  const never: RequestListener = () => {};
  const hanging: RequestListener = (request, response) =>
    request.headers.authorization?.includes('/us-west-2/')
      ? never(request, response)
      : passing(request, response);

  it('is missing from the list of buckets, which says so', async () => {
    const json = { name: 'beside one that hangs', type: 'File', region: 'eu-west-1' };
    await succeed('createBucket', {}, { json });
    const endpoint = await deploymentOn(hanging, 'buckets', 'eu-west-1,us-west-2');
    const query = '?search=beside one that hangs';
    const { data, meta } = await succeed('listBuckets', {}, { endpoint, query });
    expect(meta).toMatchObject({ total: 1, missing_regions: ['us-west-2'] });
    expect(data).toHaveLength(1);
    await refuse('listBuckets', {}, 503, { endpoint, query: '?region=us-west-2' });
    expect((await succeed('listBuckets')).meta).not.toHaveProperty('missing_regions');
  });
});

describe('the first region, when it does not answer,', () => {
  it('keeps nobody from repeating a call about another region', async () => {
    const hanging: RequestListener = (request, response) =>
      request.headers.authorization?.includes('/us-west-2/') ? undefined : passing(request, response);
    const endpoint = await deploymentOn(hanging, 'buckets', 'us-west-2,eu-west-1');
    const json = { name: 'beside a first one that hangs', type: 'File', region: 'eu-west-1' };
    const headers = { 'Idempotency-Key': crypto.randomUUID() };
    const first = await succeed('createBucket', {}, { endpoint, json, headers });
    const again = await succeed('createBucket', {}, { endpoint, json, headers });
    expect(again).toEqual(first);
  });
});

describe('a record that others write all the time', () => {
  it('is a 429 that says when to come again, when its transactions are in their way', async () => {
    const reasons = ['None', 'TransactionConflict', 'ThrottlingError'];
    const refusal = { code: 'TransactionCanceledException', reasons };
    const endpoint = await deploymentOn(refusingOnly('TransactWriteItems', refusal));
    const { headers, body } = await refuse('createBucket', {}, 429, { endpoint, ...wanted });
    expect(headers.get('retry-after')).toBe('1');
    expect(body).toMatchObject({
      message: expect.stringMatching(/write the same record at once.*send it again.*fewer/i),
    });
  });

  it('is a 429 that says when to come again, when its single writes are in their way', async () => {
    const id = await newBucket('File');
    const endpoint = await deploymentOn(refusingOnly('UpdateItem', { code: 'TransactionConflictException' }));
    const sent = { endpoint, json: { name: 'renamed' } };
    const { headers } = await refuse('updateBucket', { bucket_id: id }, 429, sent);
    expect(headers.get('retry-after')).toBe('1');
    const { data } = await succeed('getBucket', { bucket_id: id });
    expect(data.name).not.toBe('renamed');
  });
});
