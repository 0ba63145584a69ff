import { once } from 'node:events';
import { get, request } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalDeployment, startLocal } from '#local/deployment.ts';
import { temporaryFolder } from './engines.ts';
import { fixtureTemplates } from './fixtures/template.ts';

const folder = temporaryFolder();
let local: LocalDeployment;
let url: string;

beforeAll(async () => {
  const templates = fixtureTemplates(['eu-west-1']);
  local = await startLocal({ data: folder.path, port: 0, log: () => {}, templates });
  url = String(local.endpoints['eu-west-1']);
});

afterAll(async () => {
  await local?.close();
  folder.remove();
});

interface Echo {
  readonly event: APIGatewayProxyEventV2;
  readonly context: object;
  readonly remaining: number;
  readonly variables: Record<string, string>;
}

const echo = async (path: string, options: RequestInit = {}): Promise<Echo> =>
  JSON.parse(await (await fetch(url + path, options)).text());

describe('an event', () => {
  test('is a payload of version 2.0', async () => {
    const headers = { 'X-Twice': 'a, b', Cookie: 'x=1; y=2', 'content-type': 'application/json' };
    const { event } = await echo('/any/%C3%A4%20b?q=1&q=2&r=a%20b&s', {
      method: 'POST',
      body: '{"ä":1}',
      headers,
    });
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: '$default',
      rawPath: '/any/ä b',
      rawQueryString: 'q=1&q=2&r=a%20b&s',
      queryStringParameters: { q: '1,2', r: 'a b', s: '' },
      cookies: ['x=1', 'y=2'],
      headers: { 'x-twice': 'a, b', host: new URL(url).host, 'x-forwarded-proto': 'http' },
      requestContext: { stage: '$default', http: { method: 'POST', path: '/any/ä b', protocol: 'HTTP/1.1' } },
      body: '{"ä":1}',
      isBase64Encoded: false,
    });
    expect(event.headers).not.toHaveProperty('cookie');
    expect(event).not.toHaveProperty('pathParameters');
    expect(event.requestContext.time).toMatch(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
  });

  test.each([
    ['application/json', 'text', false],
    ['text/plain; charset=utf-8', 'text', false],
    ['application/x-www-form-urlencoded', 'dGV4dA==', true],
    ['multipart/form-data; boundary=x', 'dGV4dA==', true],
    ['audio/mpeg', 'dGV4dA==', true],
  ])('of a body that is %s', async (type, body, isBase64Encoded) => {
    const { event } = await echo('/x', { method: 'PUT', body: 'text', headers: { 'content-type': type } });
    expect(event).toMatchObject({ body, isBase64Encoded });
  });

  test('without a body has none', async () => {
    const { event } = await echo('/x');
    expect(event).not.toHaveProperty('body');
    expect(event).not.toHaveProperty('queryStringParameters');
  });

  test.each([
    ['GET', '/items/a%2Fb%20c', 'GET /items/{id}', { id: 'a/b c' }],
    ['GET', '/items/latest', 'GET /items/latest', undefined],
    ['PUT', '/items/1', '$default', undefined],
    ['HEAD', '/items/1', '$default', undefined],
    ['GET', '/items/', '$default', undefined],
    ['GET', '/items/1/2', '$default', undefined],
    ['DELETE', '/files/a/b%20c', 'ANY /files/{path+}', { path: 'a/b c' }],
    ['GET', '/files', '$default', undefined],
  ])('%s %s goes to %s', async (method, path, routeKey, pathParameters) => {
    if (method === 'HEAD') {
      const answer = await fetch(url + path, { method });
      expect([answer.status, await answer.text()]).toEqual([200, '']);
      return;
    }
    const { event } = await echo(path, { method });
    expect([event.routeKey, event.pathParameters]).toEqual([routeKey, pathParameters]);
  });

  test('reaches a function that has the environment of its region, and nothing else of AWS', async () => {
    const { variables, context, remaining } = await echo('/x');
    expect(variables).toMatchObject({
      AWS_REGION: 'eu-west-1',
      AWS_LAMBDA_FUNCTION_NAME: 'echo',
      REFRAIN_RECORDS_TABLE: 'fixture-records',
      AWS_ENDPOINT_URL_S3: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    });
    expect(variables).not.toHaveProperty('AWS_PROFILE');
    expect(context).toMatchObject({
      functionName: 'echo',
      memoryLimitInMB: '256',
      awsRequestId: expect.any(String),
    });
    expect(remaining).toBeGreaterThan(0);
    expect(remaining).toBeLessThanOrEqual(2000);
  });
});

describe('an answer', () => {
  test('has its status, headers and cookies', async () => {
    const answer = await fetch(`${url}/x`);
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.headers.get('apigw-requestid')).toBeTruthy();
  });

  test('may be a bare object, bytes, or nothing', async () => {
    const bare = await fetch(`${url}/ways/bare`);
    expect([bare.status, bare.headers.get('content-type'), await bare.json()]).toEqual([
      200,
      'application/json',
      { any: 'object' },
    ]);
    const binary = await fetch(`${url}/ways/binary`);
    expect([...new Uint8Array(await binary.arrayBuffer())]).toEqual([0, 1, 2, 255]);
    expect((await fetch(`${url}/ways/empty`)).status).toBe(204);
    const print = await fetch(`${url}/ways/print`);
    expect(await print.text()).toBe('text');
  });

  test.each([
    'throw',
    'exit',
    'stray',
    'large',
    'senseless',
    'hang',
    'spin',
  ])('of a handler with "%s" is an error, and the next call works', async (way) => {
    const answer = await fetch(`${url}/ways/${way}`);
    expect([answer.status, await answer.json()]).toEqual([500, { message: 'Internal Server Error' }]);
    expect((await fetch(`${url}/ways/bare`)).status).toBe(200);
  });

  test('that comes later than the integration waits is given up', async () => {
    const answer = await fetch(`${url}/impatient/slow`);
    expect([answer.status, await answer.json()]).toEqual([503, { message: 'Service Unavailable' }]);
  });
});

test('a body over 10 MB, or over what Lambda takes, is refused', async () => {
  for (const size of [7_000_000, 10 * 1024 * 1024 + 1, 60_000_000]) {
    const answer = await fetch(`${url}/x`, { method: 'POST', body: new Uint8Array(size) });
    expect([answer.status, await answer.json()]).toEqual([413, { message: 'Request Entity Too Large' }]);
  }
});

test('a client that sends without end hears that it is too much while it sends', async () => {
  const body = new ReadableStream({ pull: (stream) => stream.enqueue(new Uint8Array(1 << 20)) });
  const answer = await fetch(`${url}/x`, { method: 'POST', body, duplex: 'half' } as RequestInit);
  expect([answer.status, await answer.json()]).toEqual([413, { message: 'Request Entity Too Large' }]);
});

test('a client that asks first is told before it sends', async () => {
  const asking = request(`${url}/x`, {
    method: 'POST',
    headers: { expect: '100-continue', 'content-length': 60_000_000 },
  });
  asking.on('continue', () => asking.end(new Uint8Array(60_000_000)));
  asking.flushHeaders();
  const [answer] = await once(asking, 'response');
  expect(answer.statusCode).toBe(413);
  asking.destroy();
});

test.each(['a b', '[', 'x:99999999'])('a Host that is none, %s, is refused', async (host) => {
  const status = await new Promise((resolve, reject) => {
    get(`${url}/x`, { headers: { host } }, (answer) => resolve(answer.resume().statusCode)).on(
      'error',
      reject,
    );
  });
  expect(status).toBe(400);
});

test('many requests at once are all answered, each by an environment that has no other', async () => {
  const answers = await Promise.all([...Array(40).keys()].map(() => fetch(`${url}/ways/slow`)));
  expect(answers.map((answer) => answer.status)).toEqual(Array(40).fill(200));
});
