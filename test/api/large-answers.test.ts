import { beforeAll, describe, expect, it } from 'vitest';
import { refuse, succeed } from './client.ts';

const query = '?per_page=100';
let token: string;

// A page of a hundred of these has 5 MB, which are 10 MB as Lambda carries text.
beforeAll(async () => {
  const json = { name: 'large answers', scopes: ['admin'], uid: 6_291_556 };
  token = (await succeed('createToken', {}, { json })).data.token;
  const bucket = {
    ...{ name: 'large', type: 'File', region: 'eu-west-1' },
    labels: Array.from({ length: 50 }, () => '"'.repeat(200)),
    metadata_template: JSON.stringify({ field: { default: '"'.repeat(8000) } }),
  };
  for (let n = 0; n < 100; n += 10) {
    await Promise.all(Array.from({ length: 10 }, () => succeed('createBucket', {}, { token, json: bucket })));
  }
});

describe('an answer larger than Lambda carries as text', () => {
  it('comes compressed to who takes that', async () => {
    const headers = { 'accept-encoding': 'gzip, deflate' };
    const { data, meta } = await succeed('listBuckets', {}, { token, query, headers });
    expect([data.length, meta.total]).toEqual([100, 100]);
    expect(data[99]?.labels).toHaveLength(50);
  });

  it('comes in base64 while that fits, and is otherwise refused with what to ask instead', async () => {
    const headers = { 'accept-encoding': 'identity' };
    const { data } = await succeed('listBuckets', {}, { token, query: '?per_page=80', headers });
    expect(data).toHaveLength(80);
    const { body } = await refuse('listBuckets', {}, 422, { token, query, headers });
    expect(body.errors?.['per_page']?.[0]).toContain('ask for fewer');
  });
});
