import { expect, describe as group, it } from 'vitest';
import { curlOf } from '#api/openapi/curl.ts';
import { describe } from '#api/openapi/describe.ts';
import type { Route } from '#api/route.ts';
import { type Operation, routes } from '#api/routes.ts';

const document = describe('1.0.0');

/** What an example of the description sends, as a function would read it. */
function sentBy(curl: string): Record<string, unknown> {
  const json = / -d '(.*)'/.exec(curl)?.[1];
  const parts = [...curl.matchAll(/-F '?(\w+)=([^'\s]*)/g)].map(([, name = '', value = '']) => [
    name,
    value.startsWith('@') ? { name: value.slice(1), bytes: new Uint8Array(9) } : value,
  ]);
  return json === undefined ? Object.fromEntries(parts) : JSON.parse(json);
}

group('an example of the description', () => {
  const withBody = Object.entries<Route>(routes).filter(([, { body }]) => body);
  it.each(withBody)('%s sends what the operation takes', (name, { method, path, body }) => {
    const operation = document.paths[path]?.[method.toLowerCase()];
    if (operation?.operationId !== (name satisfies string as Operation)) throw new Error('Not described.');
    const curl = curlOf(method.toLowerCase(), path, operation, document, 'https://refrain.example');
    expect(body?.safeParse(sentBy(curl)).error?.issues).toBeUndefined();
  });

  it('names a bucket of files where it takes one, and a bucket of recordings where it takes that', () => {
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const operation of Object.values(operations)) {
        const example = operation.parameters?.find(({ name }) => name === 'bucket_id')?.schema.examples?.[0];
        if (/\/\{bucket_id\}\/(files|uploads|dump|down)\b/.test(path)) expect(example).toBe(129);
        else if (path.includes('/dedup-files')) expect(example).toBe(65);
      }
    }
  });
});
