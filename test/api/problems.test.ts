import { describe, expect, it } from 'vitest';
import { routes } from '#api/routes.ts';
import { call, newBucket, succeed } from './client.ts';

const fill = (path: string) => path.replace(/\{\w+\}/g, '1');

describe('authentication', () => {
  const guarded = Object.entries(routes).filter(([, { scope }]) => scope !== 'public');

  it.each(guarded)('%s answers 401 without a token and with a wrong one', async (_, { method, path }) => {
    const wrong = `rf1_${'A'.repeat(43)}`;
    for (const token of [null, 'nonsense', wrong]) {
      const { status, body } = await call(method, fill(path), { token });
      expect(status).toBe(401);
      const name = path.startsWith('/api/data/') ? 'error' : 'message';
      expect(body).toEqual({ [name]: 'Unauthenticated.' });
    }
  });

  it('answers 403 to a token without the scope', async () => {
    const { data } = await succeed('createToken', {}, { json: { name: 'reader', scopes: ['read'] } });
    const { status, body } = await call('POST', '/api/buckets', { token: data.token, json: {} });
    expect(status).toBe(403);
    expect(body).toEqual({ message: 'This token lacks the scope write.' });
    expect((await call('GET', '/api/buckets', { token: data.token })).status).toBe(200);
  });

  it('hides another account’s bucket', async () => {
    const id = await newBucket('File');
    const { data } = await succeed(
      'createToken',
      {},
      { json: { name: 'other', scopes: ['read', 'write'], uid: 99 } },
    );
    for (const [method, path] of [
      ['GET', `/api/buckets/${id}`],
      ['PUT', `/api/buckets/${id}`],
      ['DELETE', `/api/buckets/${id}`],
      ['GET', `/api/buckets/${id}/files`],
      ['GET', `/api/buckets/${id}/dump`],
    ] as const) {
      const sent = { token: data.token, ...(method === 'PUT' && { json: { name: 'mine' } }) };
      const theirs = await call(method, path, sent);
      const unknown = await call(method, path.replace(String(id), '999937'), sent);
      expect(theirs.status).toBe(404);
      expect(theirs.body).toEqual(unknown.body);
    }
  });
});

describe('paths and bodies', () => {
  it('answers 404 for an unknown path and 405 for an unknown method', async () => {
    const unknown = await call('GET', '/api/nothing');
    expect(unknown.status).toBe(404);
    expect(unknown.headers.get('x-request-id')).toBeTruthy();
    const method = await call('PATCH', '/api/buckets/1');
    expect(method.status).toBe(405);
    expect(method.headers.get('allow')).toBe('GET, PUT, DELETE');
  });

  it('answers 400 for a body that is not what it says, 415 for one of another kind', async () => {
    const send = (type: string, body: string) =>
      call('POST', '/api/buckets', { headers: { 'content-type': type }, body });
    expect((await send('application/json', '{"name":')).status).toBe(400);
    expect((await send('application/json', '[1]')).status).toBe(400);
    expect((await send('application/json', '--x\r\ncontent-disposition: form-data')).status).toBe(400);
    expect((await send('multipart/form-data', 'no boundary')).status).toBe(400);
    expect((await send('multipart/form-data; boundary=x', 'not parts')).status).toBe(400);
    expect((await send('text/xml', '<name/>')).status).toBe(415);
  });

  it('answers 404 for ids that cannot be', async () => {
    for (const id of ['0', '-1', 'abc', '99999999999999999999', '33554431']) {
      expect((await call('GET', `/api/buckets/${id}`)).status).toBe(404);
    }
  });

  it('answers 422 for a page that cannot be', async () => {
    for (const query of ['per_page=0', 'per_page=101', 'page=-1', 'page=x']) {
      expect((await call('GET', `/api/buckets?${query}`)).status).toBe(422);
    }
    expect((await call('GET', '/api/buckets?page=0')).status).toBe(200);
  });
});
