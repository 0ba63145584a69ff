import { beforeAll, describe, expect, inject, it } from 'vitest';
import { call, newBucket, settled, succeed } from './client.ts';
import { fingerprintText } from './clients/payload.ts';
import { raw } from './raw.ts';

/** Clients that are sloppy, strict, or peculiar about how they call. */

const fingerprint = fingerprintText();

describe('a client that pages', () => {
  let bucketId: number;
  let ids: number[];
  beforeAll(async () => {
    bucketId = await newBucket('File');
    ids = [];
    for (const title of ['one', 'two', 'three', 'four', 'five']) {
      const json = { title, fingerprint, data_type: 'fingerprint' };
      ids.push((await succeed('addFile', { bucket_id: bucketId }, { json })).data.id);
    }
    for (const id of ids) await settled(bucketId, id);
  });

  async function walk(query: string, next: (link: string) => string) {
    const seen: number[] = [];
    let link: string | null = query;
    while (link !== null) {
      const page: Awaited<ReturnType<typeof list>> = await list(link);
      seen.push(...page.data.map(({ id }) => id));
      link = page.links.next && next(page.links.next);
    }
    return seen;
  }
  const list = (link: string) =>
    succeed('listFiles', { bucket_id: bucketId }, { query: link.slice(link.indexOf('?')) });

  it('starts at page 0 and follows the links sees every file once', async () => {
    expect(await walk('?page=0&per_page=2', (link) => link)).toEqual(ids);
  });

  it('appends its sort to every link, whatever is in the link already', async () => {
    const sort = '&sort=status&order=desc&state=1';
    const links: string[] = [];
    const next = (link: string) => {
      links.push(link);
      return `${link}${sort}`;
    };
    const sent = `?per_page=1&sort=id&order=asc${sort}`;
    expect(await walk(sent, next)).toEqual([...ids].reverse());
    expect(links.map((link) => new URL(link).search)).toEqual(
      [2, 3, 4, 5].map((page) => `?page=${page}&per_page=1&sort=status&order=desc&state=1`),
    );
  });
});

describe('a request', () => {
  it('may spell its headers and its Bearer as it likes', async () => {
    const token = inject('token');
    for (const authorization of [`bearer ${token}`, `BEARER  ${token}`, ` Bearer ${token} `]) {
      const answer = await raw('GET', '/api/buckets?per_page=1', { Authorization: authorization });
      expect(answer.status).toBe(200);
    }
  });

  it('may ask for something else than JSON', async () => {
    for (const accept of ['text/html', 'application/xml', '*/*']) {
      const { status, headers } = await call('GET', '/api/buckets?per_page=1', { headers: { accept } });
      expect(status).toBe(200);
      expect(headers.get('content-type')).toMatch(/^application\/json/);
    }
  });
});
