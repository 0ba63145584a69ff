import { describe, expect, it } from 'vitest';
import { call, succeed } from './client.ts';

describe('tokens', () => {
  it('are shown once, listed without secrets, and revoked', async () => {
    const json = { name: 'integration', scopes: ['read', 'write'] };
    const { data } = await succeed('createToken', {}, { json });
    expect(data.token).toMatch(/^rf1_[\w-]{43}$/);
    const listed = await succeed('listTokens');
    const found = listed.data.find(({ id }) => id === data.id);
    expect(found).toMatchObject({ name: 'integration', scopes: ['read', 'write'], expires_at: null });
    expect(JSON.stringify(listed)).not.toContain(data.token);
    await succeed('revokeToken', { token_id: data.id });
    expect((await call('GET', '/api/buckets', { token: data.token })).status).toBe(401);
    expect((await call('DELETE', `/api/tokens/${data.id}`)).status).toBe(404);
  });

  it('expire', async () => {
    const json = { name: 'old', scopes: ['read'], expires_at: '2020-01-01T00:00:00Z' };
    const { data } = await succeed('createToken', {}, { json });
    expect((await call('GET', '/api/buckets', { token: data.token })).status).toBe(401);
  });

  it('made at any endpoint work at every other', async () => {
    const json = { name: 'anywhere', scopes: ['read'] };
    const { data } = await succeed('createToken', {}, { json, region: 'us-west-2' });
    expect(data.token).toMatch(/^rf2_/);
    for (const region of ['eu-west-1', 'us-west-2', 'ap-southeast-1']) {
      expect((await call('GET', '/api/buckets', { token: data.token, region })).status).toBe(200);
    }
  });

  it('say what is wrong', async () => {
    const { status, body } = await call('POST', '/api/tokens', {
      json: { name: 'x', scopes: ['everything'] },
    });
    expect(status).toBe(422);
    expect(body).toMatchObject({ errors: { scopes: [expect.stringContaining('read, write, admin')] } });
  });
});
