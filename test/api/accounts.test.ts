import { beforeAll, expect, it } from 'vitest';
import { fieldNamesOf } from '#api/field-names.ts';
import type { Route } from '#api/route.ts';
import { type Operation, routes } from '#api/routes.ts';
import { encodeFingerprint } from '#core/text/codec.ts';
import { fingerprintNamed } from '../faults/bucket-under-test.ts';
import { call, newBucket, settled, succeed } from './client.ts';

// What another account can do with ours in query, body and headers; matrix.test.ts has the paths. Made from the route
// table: a field that is new says here whether it can name something of an account.

const STRANGER = 4343;
const fingerprint = encodeFingerprint(fingerprintNamed('accounts', 200).words);

/** Fields that can: of ours what they would name. */
let naming: Record<string, unknown>;
/** And those that name nothing that is anybody's. */
const innocent = new Set(
  (
    'region type search page per_page name net_type labels metadata_template title user_defined audio_id data_type ' +
    'audio_type url file fingerprint keyword sort order state file_name size md5 id hearings db_if_nodup match limit ' +
    'limit-items limit_items relation scopes uid expires_at'
  ).split(' '),
);

let stranger: string;
let ours: { bucket: number; file: string };
let theirs: { bucket: number; unique: number };
beforeAll(async () => {
  const json = { name: 'stranger', scopes: ['admin'], uid: STRANGER };
  stranger = (await succeed('createToken', {}, { json })).data.token;
  const bucket = await newBucket('File');
  const added = await succeed(
    'addFile',
    { bucket_id: bucket },
    { json: { title: 'ours alone', fingerprint } },
  );
  await settled(bucket, added.data.id);
  for (const name of ['a.mp3', 'b.mp3', 'c.mp3', 'd.mp3']) {
    const copy = new File([name < 'c' ? 'one, twice' : 'another, twice'], name);
    const { data } = await succeed('addFile', { bucket_id: bucket }, { multipart: { file: copy } });
    await settled(bucket, data.id);
  }
  const { next_page: token } = await succeed('listDuplicates', {}, { query: '?limit=1' });
  expect(token).not.toBe('');
  ours = { bucket, file: added.data.acr_id };
  naming = {
    bucket_id: bucket,
    target_bucket_id: bucket,
    ids: [added.data.acr_id],
    acrid: added.data.acr_id,
    'page-token': token,
    page_token: token,
  };
  const make = async (type: string) => {
    const wanted = { token: stranger, json: { name: 'theirs', type, region: 'eu-west-1' } };
    return (await succeed('createBucket', {}, wanted)).data.id;
  };
  theirs = { bucket: await make('File'), unique: await make('DedupFile') };
});

const guarded = (Object.entries<Route>(routes) as [Operation, Route][]).filter(
  ([, { scope }]) => scope !== 'public',
);
const cases = guarded.flatMap(([operation, { query, body }]) =>
  (['query', 'body'] as const).flatMap((place) => {
    const schema = place === 'query' ? query : body;
    return (schema ? fieldNamesOf(schema) : []).map((field) => ({ operation, place, field }));
  }),
);

/** What else such a call needs, of their own. */
const otherwise: Readonly<Record<string, unknown>> = { title: 'theirs', id: 'theirs', file_name: 'a.mp3' };

it('every field of every route says whether it can name something of an account', () => {
  const unsaid = cases.filter(({ field }) => !innocent.has(field) && !(field in naming));
  expect(unsaid).toEqual([]);
});

it('a field of another account’s call that names what is ours is as one that names nothing', async () => {
  const suspects = cases.filter(({ field }) => field in naming);
  expect(suspects.length).toBeGreaterThan(5);
  for (const { operation, place, field } of suspects) {
    const { method, path } = routes[operation];
    const bucket = path.includes('/dedup-files') ? theirs.unique : theirs.bucket;
    const at = path.replace('{bucket_id}', String(bucket)).replace('{hash}', '0'.repeat(32));
    const asked = (value: unknown) => {
      if (place === 'query') return call(method, at, { token: stranger, query: `?${field}=${value}` });
      const json = { ...otherwise, target_bucket_id: theirs.bucket, ids: [1], [field]: value };
      return call(method, at, { token: stranger, json });
    };
    const nothing = {
      ids: ['f'.repeat(32)],
      acrid: 'f'.repeat(32),
      bucket_id: 999_937,
      target_bucket_id: 999_937,
    };
    const [found, unknown] = [await asked(naming[field]), await asked(Object(nothing)[field] ?? 'nothing')];
    const where = `${operation} ${field}`;
    expect(found.status, where).toBeGreaterThanOrEqual(400);
    expect({ status: found.status, body: found.body }, where).toEqual({
      status: unknown.status,
      body: unknown.body,
    });
  }
  const { data } = await succeed('getFiles', { bucket_id: ours.bucket, ids: ours.file });
  expect(data).toMatchObject([{ title: 'ours alone', bucket_id: ours.bucket }]);
});

it('a key of ours is no key of theirs', async () => {
  const headers = { 'Idempotency-Key': `shared ${crypto.randomUUID()}` };
  const json = { name: 'under one key', type: 'File', region: 'eu-west-1' };
  const own = await call('POST', '/api/buckets', { headers, json });
  const other = await call('POST', '/api/buckets', { headers, json, token: stranger });
  expect([own.status, other.status]).toEqual([201, 201]);
  expect(other.body).not.toEqual(own.body);
  expect(JSON.stringify(other.body)).toContain(`"uid":${STRANGER}`);
});

it('a presigned address is good for its own file alone', async () => {
  const sent = { token: stranger, json: { file_name: 'theirs.mp3' } };
  const { data, upload } = await succeed('addUpload', { bucket_id: theirs.bucket }, sent);
  const url = upload.url.replace(data.acr_id, ours.file);
  expect(url).not.toBe(upload.url);
  const put = await fetch(url, { method: 'PUT', headers: upload.headers, body: 'not theirs' });
  expect(put.status).toBe(403);
});
