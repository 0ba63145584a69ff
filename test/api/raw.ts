import { inject } from 'vitest';
import { exchange } from './clients/exchange.ts';

/** Header names and body as given. */
export function raw(
  method: string,
  path: string,
  headers: Record<string, string>,
  body: string | Uint8Array = '',
) {
  const url = inject('endpoints')['eu-west-1'] ?? '';
  const bytes = Buffer.from(body);
  const all = {
    Host: new URL(url).host,
    Authorization: `Bearer ${inject('token')}`,
    'Content-Length': String(bytes.length),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  const head = [`${method} ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n');
  return exchange(url, Buffer.concat([Buffer.from(head), bytes]));
}
