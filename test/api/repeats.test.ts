import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isKeyed } from '#api/answers/refusals.ts';
import { type Operation, routes } from '#api/routes.ts';
import { encodeFingerprint } from '#core/text/codec.ts';
import { fingerprintOf } from '../sound/fingerprint.ts';
import { makeMusic } from '../sound/music.ts';
import { call, newBucket, type Params, refuse, settled, succeed } from './client.ts';
import { storesOf } from './stores.ts';

/** Calls that are repeated under an Idempotency-Key. */

const fingerprint = encodeFingerprint(fingerprintOf(makeMusic({ seed: 83, seconds: 10 })));
const keyed = Object.keys(routes).filter((name): name is Operation => isKeyed(routes[name as Operation]));
const newKey = () => `key ${crypto.randomUUID()}`;
const hashOf = (key: string) => createHash('sha256').update(JSON.stringify(key)).digest('hex');

/** A call of each that is right, in buckets of its own. */
async function rightCall(operation: Operation): Promise<{ params: Params; json: object }> {
  const bucket_id = await newBucket(operation === 'addDedupFile' ? 'DedupFile' : 'File');
  const isMove = operation === 'moveFilesFrom';
  const added = isMove ? await succeed('addFile', { bucket_id }, { json: { fingerprint } }) : undefined;
  if (added) await settled(bucket_id, added.data.id);
  const bodies: Partial<Record<Operation, object>> = {
    createBucket: { name: 'once', type: 'File', region: 'us-west-2' },
    addFile: { title: 'once', fingerprint },
    addUpload: { file_name: 'once.mp3' },
    addDedupFile: { id: 'once', fingerprint },
    moveFilesFrom: { target_bucket_id: await newBucket('File'), ids: [added?.data.id] },
    createToken: { name: 'once', scopes: ['read'] },
  };
  const json = bodies[operation];
  if (!json) throw new Error(`Say in this file how ${operation} is called rightly`);
  return { params: routes[operation].path.includes('{bucket_id}') ? { bucket_id } : {}, json };
}

/** Where its key is known: in the region of what it is about. */
const homeOf = (operation: Operation) => (operation === 'createBucket' ? 'us-west-2' : 'eu-west-1');

describe.each(keyed)('%s', (operation) => {
  it('under one key is answered alike, and done once, at every endpoint', async () => {
    const { params, json } = await rightCall(operation);
    const headers = { 'Idempotency-Key': newKey() };
    const first = await succeed(operation, params, { json, headers });
    for (const region of ['eu-west-1', 'us-west-2'])
      expect(await succeed(operation, params, { json, headers, region })).toEqual(first);
    // In another spelling it is the same call.
    const form = new FormData();
    for (const [name, value] of Object.entries(json))
      for (const each of [value].flat()) form.append(name, String(each));
    if (operation !== 'createToken')
      expect(await succeed(operation, params, { body: form, headers })).toEqual(first);
    const other = {
      ...json,
      title: 'another',
      name: 'another',
      id: 'another',
      ids: [1, 2],
      file_name: 'another',
    };
    const { body } = await refuse(operation, params, 422, { json: other, headers });
    expect(body.errors).toHaveProperty('Idempotency-Key');
  });

  it('is a 409 while the first is being answered', async () => {
    const { params, json } = await rightCall(operation);
    const key = newKey();
    await succeed(operation, params, { json, headers: { 'Idempotency-Key': key } });
    // As its item was while it was being answered.
    await storesOf(homeOf(operation)).forgetAnswer(hashOf(key), new Date(Date.now() + 60_000));
    const { headers } = await refuse(operation, params, 409, { json, headers: { 'Idempotency-Key': key } });
    expect(headers.get('retry-after')).toBe('1');
  });

  it('is made once when its process dies between the effect and the answer', async () => {
    const { params, json } = await rightCall(operation);
    const key = newKey();
    const sent = { json, headers: { 'Idempotency-Key': key } };
    const first = await succeed(operation, params, sent);
    await storesOf(homeOf(operation)).forgetAnswer(hashOf(key), new Date(0));
    const again = await succeed(operation, params, sent);
    const data = (answer: unknown) => JSON.parse(JSON.stringify(answer), without);
    if (operation === 'createToken') return expectOneToken(first, again);
    expect(data(again)).toEqual(data(first));
    // And its answer is kept from then on.
    expect(await succeed(operation, params, sent)).toEqual(again);
  });
});

/** What goes on with a file meanwhile, and another signature for its upload. */
const without = (name: string, value: unknown) =>
  ['state', 'updated_at', 'duration', 'upload'].includes(name) ? undefined : value;

async function expectOneToken(first: unknown, again: unknown) {
  const tokenOf = (answer: unknown) => (answer as { data: { token: string } }).data.token;
  // Nobody has heard of the first: it does not work, and is not listed.
  expect((await call('GET', '/api/buckets', { token: tokenOf(first), region: 'us-west-2' })).status).toBe(
    401,
  );
  expect((await call('GET', '/api/buckets', { token: tokenOf(again) })).status).toBe(200);
}

describe('a key', () => {
  it('has 1 to 200 characters', async () => {
    const json = { name: 'once', type: 'File', region: 'eu-west-1' };
    for (const key of ['', 'k'.repeat(201)]) {
      const { body } = await refuse('createBucket', {}, 422, { json, headers: { 'Idempotency-Key': key } });
      expect(body.errors).toHaveProperty('Idempotency-Key');
    }
    await succeed(
      'createBucket',
      {},
      { json, headers: { 'Idempotency-Key': crypto.randomUUID().padEnd(200, 'k') } },
    );
  });

  it('makes of fifty simultaneous repeats one', async () => {
    const name = `fifty ${crypto.randomUUID()}`;
    const sent = {
      json: { name, type: 'File', region: 'eu-west-1' },
      headers: { 'Idempotency-Key': newKey() },
    };
    const answers = await Promise.all(Array.from({ length: 50 }, () => call('POST', '/api/buckets', sent)));
    const statuses = new Set(answers.map(({ status }) => status));
    expect([...statuses].filter((status) => status !== 201 && status !== 409)).toEqual([]);
    const ids = answers.flatMap(({ status, body }) =>
      status === 201 ? [(body as { data: { id: number } }).data.id] : [],
    );
    expect(new Set(ids).size).toBe(1);
    const query = `?${new URLSearchParams({ search: name })}`;
    expect((await succeed('listBuckets', {}, { query })).meta.total).toBe(1);
  });

  it('of a call that was refused may be used again', async () => {
    const [file, headers] = [await newBucket('File'), { 'Idempotency-Key': newKey() }];
    const json = { data_type: 'acrid', acrid: '0'.repeat(32) };
    await refuse('addFile', { bucket_id: file }, 422, { json, headers });
    await refuse('addFile', { bucket_id: file }, 422, { json, headers });
  });

  it('is of one account, and free again when it has expired', async () => {
    const key = newKey();
    const headers = { 'Idempotency-Key': key };
    const [json, other] = ['a', 'b'].map((name) => ({ name, type: 'File', region: 'eu-west-1' }));
    const first = await succeed('createBucket', {}, { json, headers });
    const theirs = { name: 'theirs', scopes: ['write'], uid: 7007 };
    const { token } = (await succeed('createToken', {}, { json: theirs })).data;
    const second = await succeed('createBucket', {}, { json, headers, token });
    expect(second.data.id).not.toBe(first.data.id);
    await storesOf('eu-west-1').expire(hashOf(key));
    const third = await succeed('createBucket', {}, { json: other, headers });
    expect(third.data.name).toBe('b');
  });

  it('keeps no token where a table could tell it', async () => {
    const key = newKey();
    const json = { name: 'once', scopes: ['read'] };
    const { token } = (await succeed('createToken', {}, { json, headers: { 'Idempotency-Key': key } })).data;
    const item = await storesOf('eu-west-1').itemOf(hashOf(key));
    expect(Buffer.from(item['answer'] as Uint8Array).toString('latin1')).not.toContain(token);
    expect(JSON.stringify(item)).not.toContain(token.slice(4));
  });
});
