import { describe, expect, it } from 'vitest';
import { call, refuse, succeed } from './client.ts';

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
    await refuse('revokeToken', { token_id: data.id }, 404);
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

  it('may be for another account, which alone lists and revokes them', async () => {
    const uid = 5150;
    const json = { name: 'theirs', scopes: 'admin', uid, expires_at: '2999-01-01T02:00:00+02:00' };
    const { data } = await succeed('createToken', {}, { json });
    expect(data).toMatchObject({ uid, scopes: ['admin'], expires_at: '2999-01-01T00:00:00.000000Z' });
    const { token, ...listed } = data;
    expect((await succeed('listTokens', {}, { token })).data).toContainEqual(listed);
    expect((await succeed('listTokens')).data.map(({ id }) => id)).not.toContain(data.id);
    await refuse('revokeToken', { token_id: data.id }, 404);
    await succeed('revokeToken', { token_id: data.id }, { token });
  });

  it('for another account are made by the deployer’s account alone', async () => {
    const json = { name: 'theirs', scopes: ['admin'], uid: 5151 };
    const { token } = (await succeed('createToken', {}, { json })).data;
    for (const uid of [1, 5152]) {
      const other = { token, json: { ...json, uid } };
      const { body } = await refuse('createToken', {}, 403, other);
      expect(body.message).toContain('account 1');
    }
    for (const uid of [5151, undefined]) {
      const { data } = await succeed('createToken', {}, { token, json: { ...json, uid } });
      expect(data.uid).toBe(5151);
    }
  });

  it.each([
    '9999-12-31T23:59:59-01:00',
    '0000-01-01T00:00:00+01:00',
  ])('do not end in a year that has not four digits in UTC (%s)', async (expires_at) => {
    const json = { name: 'far', scopes: ['read'], expires_at };
    const { body } = await refuse('createToken', {}, 422, { json });
    expect(body.errors).toEqual({
      expires_at: ['The expires_at field must be within the years 0000 to 9999 in UTC.'],
    });
  });

  it('may end in the last second of 9999', async () => {
    const json = { name: 'far', scopes: ['read'], expires_at: '9999-12-31T23:59:59Z' };
    const { data } = await succeed('createToken', {}, { json });
    expect(data.expires_at).toBe('9999-12-31T23:59:59.000000Z');
  });

  it('say what is wrong', async () => {
    const json = { scopes: ['everything'], expires_at: 'tomorrow', uid: 0 };
    const { body } = await refuse('createToken', {}, 422, { json });
    expect(body.errors).toEqual({
      name: ['The name field is required.'],
      scopes: ['The scopes field must be of read, write, admin.'],
      expires_at: ['The expires_at field must be a time such as 2030-01-01T00:00:00Z.'],
      uid: [expect.stringContaining('whole number')],
    });
    await refuse('createToken', {}, 422, { json: { name: 'x', scopes: [] } });
  });
});
