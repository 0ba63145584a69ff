import { createHash } from 'node:crypto';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { describe as describeRoutes } from '#api/openapi/describe.ts';
import type { Route } from '#api/route.ts';
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

  it('offers the key under which a POST may be repeated', () => {
    for (const { operationId, parameters = [] } of operations) {
      const { method, scope }: Route = routes[operationId as Operation];
      const isKeyed = method === 'POST' && scope !== 'read';
      expect(parameters.some(({ name }) => name === 'Idempotency-Key')).toBe(isKeyed);
    }
  });
});

describe('GET /docs', () => {
  it('shows every operation with an example, and loads nothing', async () => {
    const markup = await succeed('getDocs', {}, { token: null });
    for (const { operationId } of operations) expect(markup).toContain(`<article id="${operationId}">`);
    // Four of the five first steps begin so too.
    expect(markup.match(/<pre tabindex="0">curl /g)).toHaveLength(operations.length + 4);
    expect(markup).not.toMatch(
      /<(link|img|iframe|object|embed|form|base)\b|\s(src|srcset|style|on\w+)=|@import|url\(/i,
    );
    for (const [, address] of markup.matchAll(/href="([^"]*)"/g))
      expect(address).toMatch(/^(#|\/openapi\.json$)/);
  });

  it('can be read by keyboard, searched and copied from', async () => {
    const markup = await succeed('getDocs', {}, { token: null });
    expect(markup).toMatch(/<body>\s*<a class="skip" href="#main">/);
    expect(markup).not.toContain('<pre>');
    expect(markup).toContain('<input type="search"');
    expect(markup).toContain('navigator.clipboard');
    expect(markup).toMatch(/a \{[^}]*text-decoration: underline/);
    expect(markup.match(/<li><p>/g)).toHaveLength(5);
  });

  it('asks for nothing that curl 7.70 does not know', async () => {
    const markup = await succeed('getDocs', {}, { token: null });
    expect(markup).not.toMatch(/--json|--url-query|--fail-with-body|--variable/);
  });

  it('has an anchor for every link', async () => {
    const markup = await succeed('getDocs', {}, { token: null });
    const ids = [...markup.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of markup.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(id);
  });

  it('allows its own style sheet and script, and nothing else', async () => {
    const { headers, body } = await call('GET', '/docs', { token: null });
    const style = /<style>([\s\S]*)<\/style>/.exec(body)?.[1] ?? '';
    const script = /<script>([\s\S]*)<\/script>/.exec(body)?.[1] ?? '';
    const [styleHash, scriptHash] = [style, script].map((text) =>
      createHash('sha256').update(text).digest('base64'),
    );
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('content-security-policy')).toBe(
      `default-src 'none'; style-src 'sha256-${styleHash}'; script-src 'sha256-${scriptHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
  });
});
