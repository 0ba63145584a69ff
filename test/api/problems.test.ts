import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { describe as describeRoutes } from '#api/openapi/describe.ts';
import type { JsonSchema } from '#api/openapi/json-schema.ts';
import type { Route } from '#api/route.ts';
import { type Operation, routes } from '#api/routes.ts';
import { call, refuse, refusePath, succeed } from './client.ts';

const table = Object.entries<Route>(routes) as [Operation, Route][];
const anywhere = new Proxy({}, { get: () => '1' });
const operationsWith = (part: 'body' | 'query') =>
  table.filter(([, route]) => route[part]).map(([operation]) => operation);

describe('a path or a method that is not there', () => {
  it('is a 404 that names the path', async () => {
    for (const path of [
      '/api',
      '/api/nothing',
      '/api/buckets/1/nothing',
      '/docs/x',
      '/api/data/v3/nothing',
    ]) {
      const sentence = `There is nothing at ${path}.`;
      expect((await refusePath('GET', path, 404)).body).toEqual({ message: sentence, error: sentence });
    }
  });

  const shapes = table.map(([, { method, path }]) => ({
    method,
    shape: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`),
  }));
  it.each([
    ...new Set(table.map(([, { path }]) => path)),
  ])('is a 405 that names the methods %s has', async (path) => {
    const filled = path.replace(/\{\w+\}/g, '1');
    // `files/move` is also the path of a file called so.
    const own = new Set(shapes.filter(({ shape }) => shape.test(filled)).map(({ method }) => method));
    const other = (['GET', 'POST', 'PUT', 'DELETE', 'PATCH'] as const).filter(
      (method) => !own.has(method as never),
    );
    const allowed = [...own].flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
    for (const method of other) {
      const { headers } = await refusePath(method, filled, 405, { token: null });
      expect(headers.get('allow')).toBe(allowed.join(', '));
    }
  });
});

describe('a body', () => {
  it.each(operationsWith('body'))('of %s that is not what it says is a 400', async (operation) => {
    const multipart = '--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nx\r\n--x--\r\n';
    for (const [type, body] of [
      ['application/json', '{"name":'],
      ['application/json', '[1]'],
      ['application/json', multipart],
      ['application/x-www-form-urlencoded', multipart],
      ['multipart/form-data; boundary=x', multipart.slice(0, -9)],
    ] as const) {
      await refuse(operation, anywhere, 400, { headers: { 'content-type': type }, body });
    }
  });

  it.each(
    operationsWith('body'),
  )('of %s that unpacks to more than any call has is a 413 that names the way', async (operation) => {
    const packed = gzipSync(Buffer.alloc(11 * 1024 ** 2, ' '));
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    const { body } = await refuse(operation, anywhere, 413, { headers, body: packed });
    expect(body.message).toContain('/uploads');
  });

  it.each(
    operationsWith('body'),
  )('of %s of another kind is a 415 that names what works', async (operation) => {
    const sent = { headers: { 'content-type': 'text/xml' }, body: '<name/>' };
    const { body } = await refuse(operation, anywhere, 415, sent);
    expect(body.message).toContain('multipart/form-data');
  });
});

describe('a query', () => {
  const described = Object.values(describeRoutes('').paths).flatMap((methods) => Object.values(methods));
  /** Values that the description says a parameter does not take. */
  const wrongValues = ({ type, minimum = 0, maximum = 2 ** 53 - 1, enum: options }: JsonSchema) => {
    if (options) return ['nonsense'];
    return type === 'integer' ? ['x', '1.5', '1e1', minimum - 1, maximum + 1, '9'.repeat(40)] : [];
  };
  it.each(operationsWith('query'))('of %s that cannot be is a 422 that names it', async (operation) => {
    const { parameters = [] } = described.find(({ operationId }) => operationId === operation) ?? {};
    for (const { name, schema } of parameters.filter((parameter) => parameter.in === 'query')) {
      for (const value of wrongValues(schema)) {
        const { body } = await refuse(operation, anywhere, 422, { query: `?${name}=${value}` });
        expect(Object.keys(body.errors ?? {}), `${name}=${value}`).toEqual([name]);
      }
    }
  });

  it('names every wrong field at once', async () => {
    const { body } = await refuse('listFiles', anywhere, 422, {
      query: '?page=x&per_page=0&sort=x&order=x&state=x',
    });
    expect(Object.keys(body.errors ?? {})).toEqual(['page', 'per_page', 'sort', 'order', 'state']);
    expect(body.message).toBe(body.errors?.['page']?.[0]);
  });

  it('with empty and unknown parameters is as if without them', async () => {
    const query = '?page=0&per_page=&region=&type=&search=&more=1&__proto__=1';
    const { meta } = await succeed('listBuckets', {}, { query });
    expect(meta).toMatchObject({ current_page: 1, per_page: 20 });
  });
});

it('ids that cannot be are 404', async () => {
  for (const id of ['0', '-1', 'abc', '1.5', '1e3', '99999999999999999999', '33554431', '9007199254740993']) {
    await refuse('getBucket', { bucket_id: id }, 404);
  }
});

it('every answer that is ours carries x-request-id, its own', async () => {
  const paths = ['/api/buckets', '/api/buckets/0', '/api/nothing', '/api/health', '/docs'];
  const answers = await Promise.all(paths.map((path) => call('GET', path)));
  const ids = answers.map(({ headers }) => headers.get('x-request-id'));
  expect(ids).not.toContain(null);
  expect(new Set(ids).size).toBe(paths.length);
});
