import { createHash } from 'node:crypto';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { describe as describeRoutes } from '#api/openapi/describe.ts';
import { type Operation, routes } from '#api/routes.ts';
import { call, succeed } from './client.ts';

const document = describeRoutes('0.1.0');
const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));

describe('GET /openapi.json', () => {
  it('is a valid OpenAPI 3.1 document, without a token', async () => {
    const served = await succeed('getOpenApi', {}, { token: null });
    const { valid, errors } = await new Validator().validate({ ...served });
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
    expect(served.openapi).toBe('3.1.1');
  });

  it('is what docs/openapi.json holds (npm run docs writes it)', async () => {
    const served = await succeed('getOpenApi', {}, { token: null });
    await expect(`${JSON.stringify(served, null, 2)}\n`).toMatchFileSnapshot('../../docs/openapi.json');
  });

  it('describes every route, its scope, its parameters and its bodies', () => {
    expect(operations.map(({ operationId }) => operationId).toSorted()).toEqual(
      Object.keys(routes).toSorted(),
    );
    for (const { operationId, parameters = [], requestBody, responses, security } of operations) {
      const { path, scope, status, ...route } = routes[operationId as Operation];
      const inPath = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => `{${name}}`);
      expect(inPath, operationId).toEqual(path.match(/\{\w+\}/g) ?? []);
      expect(security).toEqual(scope === 'public' ? [] : [{ token: [scope] }]);
      expect(Object.keys(responses)).toContain(String(status));
      expect(Object.keys(requestBody?.content ?? {})).toHaveLength('body' in route ? 3 : 0);
    }
  });

  it('names what a path holds alike for every method', () => {
    const shapes = Object.keys(document.paths).map((path) => path.replace(/\{\w+\}/g, '{}'));
    expect(new Set(shapes).size).toBe(shapes.length);
  });

  it('offers a file in multipart bodies only', () => {
    const { AddFile, AddFileMultipart } = document.components.schemas;
    expect(AddFileMultipart?.properties).toHaveProperty('file');
    expect(AddFile?.properties).not.toHaveProperty('file');
  });

  it('does not offer what cannot be changed', () => {
    expect(Object.keys(document.components.schemas['UpdateBucket']?.properties ?? {})).toEqual([
      'name',
      'labels',
      'metadata_template',
    ]);
  });
});

describe('GET /docs', () => {
  it('shows every operation with an example, and loads and runs nothing', async () => {
    const markup = await succeed('getDocs', {}, { token: null });
    for (const { operationId } of operations) expect(markup).toContain(`<article id="${operationId}">`);
    expect(markup.match(/<pre>curl /g)).toHaveLength(operations.length);
    expect(markup).not.toMatch(
      /<(script|link|img|iframe|object|embed|form|base)\b|\s(src|srcset|style|on\w+)=|@import|url\(/i,
    );
    for (const [, address] of markup.matchAll(/href="([^"]*)"/g))
      expect(address).toMatch(/^(#|\/openapi\.json$)/);
  });

  it('has an anchor for every link', async () => {
    const markup = await succeed('getDocs', {}, { token: null });
    const ids = [...markup.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of markup.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(id);
  });

  it('allows its own style sheet and nothing else', async () => {
    const { headers, body } = await call('GET', '/docs', { token: null });
    const style = /<style>([\s\S]*)<\/style>/.exec(body)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('content-security-policy')).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
  });
});
