import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, paginateScan, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileKey } from '#aws/table/file-record.ts';
import { getBucket, listBuckets } from '#domain/buckets/buckets.ts';
import { addDedupFile } from '#domain/dedup/adding.ts';
import { deleteDedupFiles } from '#domain/dedup/deletion.ts';
import { getGroup, listGroups } from '#domain/dedup/groups.ts';
import { addFile } from '#domain/files/adding.ts';
import { deleteFiles } from '#domain/files/deletion.ts';
import { listFiles, updateFile } from '#domain/files/files.ts';
import { moveFiles } from '#domain/files/moves.ts';
import { processObject } from '#domain/files/processing.ts';
import { authenticate, createToken, listTokens, newSecret } from '#domain/tokens/tokens.ts';
import { fingerprintNamed } from '../../faults/bucket-under-test.ts';
import { account, allFiles, audioOf, fileBucket, sweepAll, wantedFile } from '../catalogue.ts';
import { hearing } from '../hearing.ts';
import { startDeployment } from '../store-region.ts';
import items from './format-1.json' with { type: 'json' };
import { byOldFunctions } from './old-functions.ts';

const TableName = 'refrain-records';
/** The account, the buckets and the token that the items of format 1 are of. */
const old = { caller: account(7), files: 65, dedup: 129, token: `rf1_${'A'.repeat(43)}` };
const everything = {
  search: undefined,
  sort: 'id',
  order: 'asc',
  state: undefined,
  offset: 0,
  limit: 50,
} as const;

type Started = Awaited<ReturnType<typeof startDeployment>>;
const dbOf = ({ access }: Started) =>
  DynamoDBDocumentClient.from(new DynamoDBClient({ ...access, region: 'eu-west-1' }));

/** Sets and bytes, which JSON does not have. */
function revived(_key: string, value: unknown): unknown {
  const { $set, $bytes } = Object(value);
  if (Array.isArray($set)) return new Set($set);
  return typeof $bytes === 'string' ? new Uint8Array(Buffer.from($bytes, 'base64')) : value;
}

describe('items of format 1, as a release before wrote them', () => {
  let started: Started;
  beforeAll(async () => {
    started = await startDeployment();
    const db = dbOf(started);
    for (const item of items) {
      const Item = JSON.parse(JSON.stringify(item), revived);
      await db.send(new PutCommand({ TableName, Item }));
    }
  });
  afterAll(() => started.stop());

  it('are of no format by their own word', () => {
    expect(items.filter((item) => 'format' in item)).toEqual([]);
  });

  it('buckets, files and their states are read', async () => {
    const { deployment } = started;
    expect(await getBucket(deployment, old.caller, old.files)).toMatchObject({
      name: 'of format 1, File',
      labels: ['old'],
      num: 4,
    });
    const { files } = await listFiles(deployment, old.caller, old.files, everything);
    expect(files.map(({ title, state, request }) => [title, state, request])).toEqual([
      ['Song a', 1, null],
      ['Song a', 1, null],
      ['Song b', 1, null],
      ['Waiting', 0, null],
    ]);
    expect(files[0]).toMatchObject({ audioId: 'mine', userDefined: { genre: 'pop', year: 1.5 } });
  });

  it('entries, their tracks and fingerprints are read', async () => {
    const { deployment } = started;
    const { entry, tracks } = await getGroup(deployment, old.caller, old.dedup, 'second');
    expect(tracks.map(({ trackId }) => trackId)).toEqual(['first', 'second']);
    const known = (await deployment.here.fingerprints.get([entry.acrId])).get(entry.acrId);
    expect(known?.words).toEqual(fingerprintNamed('dedup', 300).words);
    expect((await listGroups(deployment, old.caller, old.dedup, { offset: 0, limit: 9 })).total).toBe(1);
  });

  it('a token still opens, and todos of every kind are due', async () => {
    const { deployment } = started;
    expect(await authenticate(deployment, old.token)).toMatchObject({ uid: 7, scopes: ['admin'] });
    const due = await Array.fromAsync(deployment.here.todos.due(new Date('2026-06-01T00:00:00Z')));
    expect(due.map(({ task }) => task.kind).sort()).toEqual([
      'dump',
      'erase-entry',
      'erase-file',
      'erase-object',
      'finish-move',
      'mend-cluster',
      'settle-file',
    ]);
  });

  it('are changed, moved away and deleted like any other', async () => {
    const { deployment } = started;
    const { files } = await listFiles(deployment, old.caller, old.files, everything);
    const [first, second, third] = files;
    if (!first || !second || !third) throw new Error('no files');
    const renamed = await updateFile(deployment, old.caller, old.files, first.id, { title: 'Renamed' });
    expect(renamed).toMatchObject({ title: 'Renamed', version: first.version + 1 });
    const elsewhere = await fileBucket(deployment, old.caller.uid);
    await moveFiles(deployment, old.caller, elsewhere, [second.id]);
    await deleteFiles(deployment, old.caller, old.files, [first.id, third.id]);
    expect(await getBucket(deployment, old.caller, old.files)).toMatchObject({ num: 1 });
    expect(await getBucket(deployment, old.caller, elsewhere)).toMatchObject({ num: 1 });
    const { entry } = await getGroup(deployment, old.caller, old.dedup, 'first');
    await deleteDedupFiles(deployment, old.caller, old.dedup, [entry.acrId]);
    expect(await getBucket(deployment, old.caller, old.dedup)).toMatchObject({ num: 0 });
  });
});

describe('an item of a format that only a later release knows', () => {
  it('is not misread: what it says is refused, with the way out', async () => {
    const started = await startDeployment();
    const secret = newSecret('eu-west-1');
    const wanted = { uid: 7, name: 'later', scopes: ['read'], expiresAt: null } as const;
    await createToken(started.deployment, wanted, secret);
    const db = dbOf(started);
    for await (const { Items = [] } of paginateScan({ client: db }, { TableName }))
      for (const item of Items) await db.send(new PutCommand({ TableName, Item: { ...item, format: 99 } }));
    await expect(authenticate(started.deployment, secret)).rejects.toThrow(
      'is of format 99, and this release reads up to 2: deploy the release that wrote it',
    );
    await started.stop();
  });
});

describe('functions of two releases, side by side over one table', () => {
  let started: Started;
  beforeAll(async () => {
    started = await startDeployment();
  });
  afterAll(() => started.stop());

  const heard = (name: string) => hearing(async () => fingerprintNamed(name, 300));
  const ways = [
    ['the old one', 'the new one', byOldFunctions, <T>(work: () => Promise<T>) => work()],
    ['the new one', 'the old one', <T>(work: () => Promise<T>) => work(), byOldFunctions],
  ] as const;

  it.each(
    ways,
  )('%s takes an upload, %s listens to it, changes, moves and deletes it', async (_a, _b, one, other) => {
    const { deployment } = started;
    const uid = one === byOldFunctions ? 21 : 22;
    const me = account(uid);
    const bucketId = await one(() => fileBucket(deployment, uid));
    const described = { ...wantedFile, request: 'request-1' };
    const file = await one(() => addFile(deployment, me, bucketId, described, audioOf('song')));
    await other(() => processObject(deployment, heard('song'), file.object));
    const copy = await other(() => addFile(deployment, me, bucketId, described, audioOf('song')));
    await one(() => processObject(deployment, heard('song'), copy.object));
    const footprint = await one(() => deployment.here.duplicates.footprint(uid, 'acoustic'));
    expect(footprint).toMatchObject({ groups: 1, items: 2 });
    await other(() => updateFile(deployment, me, bucketId, file.id, { title: 'Changed' }));
    const elsewhere = await other(() => fileBucket(deployment, uid));
    await one(() => moveFiles(deployment, me, elsewhere, [file.id]));
    const titles = (await one(() => allFiles(deployment, uid))).map(({ title }) => title);
    expect(titles.sort()).toEqual(['Changed', 'Song']);
    await other(() => deleteFiles(deployment, me, elsewhere, [file.id]));
    await one(() => deleteFiles(deployment, me, bucketId, [copy.id]));
    const { buckets } = await one(() =>
      listBuckets(deployment, me, {
        region: undefined,
        type: undefined,
        search: undefined,
        offset: 0,
        limit: 9,
      }),
    );
    expect(buckets.map(({ num, size }) => [num, size])).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  it('a title that either wrote is found by a search', async () => {
    const { deployment } = started;
    const me = account(25);
    const bucketId = await fileBucket(deployment, 25);
    const named = (title: string) =>
      addFile(deployment, me, bucketId, { ...wantedFile, title }, audioOf(title));
    const found = async (search: string) =>
      (await listFiles(deployment, me, bucketId, { ...everything, search })).files.map(({ title }) => title);
    await byOldFunctions(() => named('Straße by the old'));
    await named('Straße by the new');
    const changed = await named('Straße');
    expect(await found('STRASSE')).toEqual(['Straße by the old', 'Straße by the new', 'Straße']);

    // As the old one changes a title: it knows of no other attribute that this concerns.
    await dbOf(started).send(
      new UpdateCommand({
        TableName,
        Key: fileKey(bucketId, changed.id),
        UpdateExpression: 'SET title = :title ADD version :one',
        ExpressionAttributeValues: { ':title': 'Gasse', ':one': 1 },
      }),
    );
    expect(await found('gASSE')).toEqual(['Gasse']);
    expect(await found('straße')).toEqual(['Straße by the old', 'Straße by the new']);
    await updateFile(deployment, me, bucketId, changed.id, { title: 'Straße again' });
    expect(await found('straße a')).toEqual(['Straße again']);
    expect(await found('gasse')).toEqual([]);

    // As one would whose Unicode knows other capitals.
    await dbOf(started).send(
      new UpdateCommand({
        TableName,
        Key: fileKey(bucketId, changed.id),
        UpdateExpression: 'SET sought.folding = :other, sought.folded = :folded',
        ExpressionAttributeValues: { ':other': '1 of Unicode 1.0', ':folded': 'otherwise' },
      }),
    );
    expect(await found('straße a')).toEqual(['Straße again']);
    expect(await found('otherwise')).toEqual([]);
  });

  it('of entries of one recording that both write at once, one stands, and both know its tracks', async () => {
    const { deployment } = started;
    const me = account(23);
    const bucket = await deployment.here.buckets.nextSequence().then((n) => n * 64 + 1);
    const now = deployment.now();
    await byOldFunctions(() =>
      deployment.here.buckets.create({
        ...{ id: bucket, uid: 23, name: 'both', type: 'DedupFile', region: 'eu-west-1', netType: 1 },
        ...{ labels: [], metadataTemplate: null, createdAt: now, updatedAt: now },
      }),
    );
    const send = (trackId: string) => () =>
      addDedupFile(deployment, me, bucket, {
        trackId,
        fingerprint: fingerprintNamed('both', 300),
        keep: true,
      });
    const verdicts = await Promise.all([
      byOldFunctions(send('a')),
      send('b')(),
      byOldFunctions(send('c')),
      send('d')(),
    ]);
    expect(verdicts.filter(({ inserted }) => inserted)).toHaveLength(1);
    for (const group of [
      await getGroup(deployment, me, bucket, 'a'),
      await byOldFunctions(() => getGroup(deployment, me, bucket, 'd')),
    ])
      expect(group.tracks.map(({ trackId }) => trackId).sort()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('each opens the tokens and sweeps the todos of the other', async () => {
    const { deployment } = started;
    const wanted = { uid: 24, name: 'both', scopes: ['read'], expiresAt: null } as const;
    const [oldSecret, newOne] = [newSecret('eu-west-1'), newSecret('eu-west-1')];
    await byOldFunctions(() => createToken(deployment, wanted, oldSecret));
    await createToken(deployment, wanted, newOne);
    expect(await authenticate(deployment, oldSecret)).toMatchObject({ uid: 24 });
    expect(await byOldFunctions(() => authenticate(deployment, newOne))).toMatchObject({ uid: 24 });
    expect(await byOldFunctions(() => listTokens(deployment, account(24)))).toHaveLength(2);

    const bucketId = await fileBucket(deployment, 24);
    const left = await addFile(deployment, account(24), bucketId, wantedFile, audioOf('left'));
    await deployment.here.objects.remove([left.object]);
    await byOldFunctions(() => sweepAll(deployment, 24 * 60));
    const [closed] = await allFiles(deployment, 24);
    expect(closed).toMatchObject({ state: -1, error: 'The upload never came.' });
  });
});
