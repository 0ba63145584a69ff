import { describe, expect, it } from 'vitest';
import { call } from './client.ts';

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
