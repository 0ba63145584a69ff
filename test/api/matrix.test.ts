import { beforeAll, describe, expect, it } from 'vitest';
import type { Route } from '#api/route.ts';
import { type Operation, routes } from '#api/routes.ts';
import { encodeFingerprint } from '#core/text/codec.ts';
import { fingerprintOf } from '../sound/fingerprint.ts';
import { makeMusic } from '../sound/music.ts';
import { newBucket, type Params, refuse, type Sent, settled, succeed } from './client.ts';

// Made from the route table: a new route is in it, and says here what it needs to be called rightly.
const table = Object.entries<Route>(routes) as [Operation, Route][];
const guarded = table.filter(([, { scope }]) => scope !== 'public').map(([operation]) => operation);
const parameterNames = (operation: Operation) =>
  [...routes[operation].path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
const fingerprint = encodeFingerprint(fingerprintOf(makeMusic({ seed: 51, seconds: 10 })));

/** A body that is right, for the operations that need one. */
const bodies: Partial<Record<Operation, object>> = {
  createBucket: { name: 'matrix', type: 'File', region: 'eu-west-1' },
  updateBucket: { name: 'mine now' },
  addFile: { title: 'matrix', fingerprint, data_type: 'fingerprint' },
  updateFile: { title: 'mine now' },
  moveFilesFrom: { target_bucket_id: 1, ids: [1] },
  deleteFilesListed: { ids: [1] },
  addUpload: { file_name: 'a.mp3' },
  addDedupFile: { id: 'a', fingerprint },
  identifySample: { fingerprint },
  createToken: { name: 'matrix', scopes: ['read'] },
};
const sentBy = (operation: Operation, token: string | null): Sent => {
  const json = bodies[operation];
  return { token, ...(json && { json }) };
};

const newToken = async (json: object) =>
  (await succeed('createToken', {}, { json: { name: 'matrix', ...json } })).data;

const STRANGER = 4242;
let expired: string;
let stranger: string;
let lacking: Record<'read' | 'write' | 'admin', string>;
/** What there is in our account. */
let ours: Record<'files' | 'dedupFiles', Params>;

beforeAll(async () => {
  expired = (await newToken({ scopes: ['admin'], expires_at: '2020-01-01T00:00:00Z' })).token;
  stranger = (await newToken({ scopes: ['admin'], uid: STRANGER })).token;
  lacking = {
    read: (await newToken({ scopes: ['write'] })).token,
    write: (await newToken({ scopes: ['read'] })).token,
    admin: (await newToken({ scopes: ['read', 'write'] })).token,
  };
  const [file, dedup] = [await newBucket('File'), await newBucket('DedupFile')];
  const added = await succeed('addFile', { bucket_id: file }, { json: bodies.addFile });
  const entry = await succeed('addDedupFile', { bucket_id: dedup }, { json: bodies.addDedupFile });
  const dump = await succeed('getDump', { bucket_id: file });
  const token = await newToken({ scopes: ['read'] });
  const values = { task_id: dump.task_id, token_id: token.id, hash: await newCopies(file) };
  ours = {
    files: { ...values, bucket_id: file, ids: added.data.id },
    dedupFiles: { ...values, bucket_id: dedup, ids: entry.data.acr_id },
  };
});

/** The hash of two files of the same bytes. */
async function newCopies(bucketId: number): Promise<string> {
  let md5: string | null | undefined;
  for (const name of ['a.mp3', 'b.mp3']) {
    const multipart = { file: new File(['no audio, but kept'], name) };
    const { data } = await succeed('addFile', { bucket_id: bucketId }, { multipart });
    md5 = (await settled(bucketId, data.id))?.md5;
  }
  return md5 ?? '';
}

/** Where an operation finds what is ours. */
function paramsOf(operation: Operation): Params {
  const values = ours[routes[operation].path.includes('/dedup-files') ? 'dedupFiles' : 'files'];
  return Object.fromEntries(
    parameterNames(operation).map((name) => {
      const value = values[name];
      if (value === undefined) throw new Error(`Say in this file what of ours {${name}} could name`);
      return [name, value];
    }),
  );
}

describe('a token', () => {
  it.each(guarded)('that is none, unknown or expired does not open %s', async (operation) => {
    const unknown = `rf1_${'A'.repeat(43)}`;
    for (const token of [null, 'nonsense', unknown, `rf63_${'A'.repeat(43)}`, expired]) {
      const { body } = await refuse(operation, paramsOf(operation), 401, sentBy(operation, token));
      expect(body).toEqual({ message: 'Unauthenticated.', error: 'Unauthenticated.' });
    }
  });

  it.each(guarded)('without the scope does not open %s', async (operation) => {
    const { scope } = routes[operation];
    if (scope === 'public') return expect.unreachable();
    const { body } = await refuse(operation, paramsOf(operation), 403, sentBy(operation, lacking[scope]));
    expect(body.message).toContain(scope);
  });
});

describe('another account', () => {
  const withParams = guarded.filter((operation) => parameterNames(operation).length > 0);

  it.each(withParams)('cannot tell what %s is for us from what is nowhere', async (operation) => {
    const sent = sentBy(operation, stranger);
    const names = parameterNames(operation);
    const nowhere: Params = {
      ...paramsOf(operation),
      ...Object.fromEntries(names.map((name) => [name, '999937'])),
    };
    const theirs = await refuse(operation, paramsOf(operation), 404, sent);
    const unknown = await refuse(operation, nowhere, 404, sent);
    expect(theirs.body).toEqual(unknown.body);
  });

  it.each(
    withParams.filter((operation) => parameterNames(operation).length > 1),
  )('does not find ours through a bucket of its own with %s', async (operation) => {
    const type = routes[operation].path.includes('/dedup-files') ? 'DedupFile' : 'File';
    const json = { name: 'own', type, region: 'eu-west-1' };
    const { data } = await succeed('createBucket', {}, { json, token: stranger });
    await refuse(operation, { ...paramsOf(operation), bucket_id: data.id }, 404, sentBy(operation, stranger));
  });

  const withoutParams = guarded.filter((operation) => parameterNames(operation).length === 0);
  it.each(withoutParams)('gets and makes with %s what is its own', async (operation) => {
    await succeed('createBucket', {}, sentBy('createBucket', stranger));
    const answer = await succeed(operation, {}, sentBy(operation, stranger));
    expect(JSON.stringify(answer)).not.toContain(ours.files['hash']);
    const uids = [...JSON.stringify(answer).matchAll(/"uid":(\d+)/g)].map(([, uid]) => Number(uid));
    // Groups of duplicates name no account.
    const named = routes[operation].path.startsWith('/api/data/') ? [] : [STRANGER];
    expect(new Set(uids)).toEqual(new Set(named));
  });

  it('leaves all of it as it was', async () => {
    const { data } = await succeed('getFiles', ours.files);
    expect(data).toMatchObject([{ title: 'matrix' }]);
    expect((await succeed('getBucket', ours.files)).data.name).toBe('test File');
    expect((await succeed('getGroup', ours.dedupFiles)).data).toHaveLength(1);
  });
});

it('the dump’s address is its own key: it takes no token, and no other bucket’s name', async () => {
  const { task_id = '' } = ours.files;
  const { bucket_id = '' } = ours.dedupFiles;
  await refuse('downloadDump', { bucket_id, task_id }, 404, { token: null });
  await refuse('downloadDump', { ...ours.files, task_id: '0'.repeat(32) }, 404, { token: null });
});
