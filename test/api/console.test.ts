import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { call, newBucket, succeed } from './client.ts';

const MOST = 120_000;

it('the console is one page, small, that loads nothing and runs its own script alone', async () => {
  const page = await succeed('getConsole', {}, { token: null });
  expect(gzipSync(page).length).toBeLessThan(MOST);
  expect(page).not.toMatch(/<(img|iframe|object|embed|form|base)\b|<[^>]*\s(src|on\w+|style)=/i);
  for (const [, address] of page.split('<script>')[0]?.matchAll(/href="([^"]*)"/g) ?? [])
    expect(address).toBe('data:,');

  const { headers } = await call('GET', '/console', { token: null });
  const policy = headers.get('content-security-policy') ?? '';
  const between = (tag: string) => page.split(`<${tag}>`)[1]?.split(`</${tag}>`)[0] ?? '';
  for (const [tag, directive] of [
    ['script', 'script-src'],
    ['style', 'style-src'],
  ] as const) {
    const hash = createHash('sha256').update(between(tag)).digest('base64');
    expect(policy).toContain(`${directive} 'sha256-${hash}';`);
  }
  expect(policy).toMatch(/^default-src 'none';/);
  expect(policy).not.toMatch(/unsafe|\*/);
});

it('the console comes compressed to whoever takes that', async () => {
  const lengthOf = async (encoding: string) => {
    const { headers } = await call('GET', '/console', { headers: { 'accept-encoding': encoding } });
    return { encoding: headers.get('content-encoding'), length: Number(headers.get('content-length')) };
  };
  const zipped = await lengthOf('gzip');
  expect(zipped.encoding).toBe('gzip');
  expect(zipped.length).toBeLessThan(MOST);
  expect((await lengthOf('identity')).encoding).toBe(null);
});

it('lets the page reach the storage that uploads go to, and nothing else', async () => {
  const { headers } = await call('GET', '/console', { token: null });
  const bucketId = await newBucket('File');
  const { upload } = await succeed('addUpload', { bucket_id: bucketId }, { json: { file_name: 'a.mp3' } });
  const { origin } = new URL(upload.url);
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toContain(`connect-src 'self' ${origin};`);
  expect(policy).toContain(`media-src ${origin};`);
});
