import { CreateTableCommand, DynamoDBClient, PutItemCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openDeployment } from '#aws/deployment.ts';
import { addDedupFile } from '#domain/dedup/adding.ts';
import { repair } from '#domain/duplicates/repair.ts';
import { addFile } from '#domain/files/adding.ts';
import { processObject } from '#domain/files/processing.ts';
import type { Deployment } from '#domain/ports/deployment.ts';
import { recountEntries } from '#domain/restoring/recount-entries.ts';
import { reindex } from '#domain/restoring/reindex.ts';
import { sideBySide } from '#domain/side-by-side.ts';
import { fingerprintNamed } from '../../faults/bucket-under-test.ts';
import { account, audioOf, fileBucket, wantedFile } from '../catalogue.ts';
import { hearing } from '../hearing.ts';
import { names, startDeployment } from '../store-region.ts';

// The way of docs/runbook.md, "Restoring a region", on a copy of the data: restored tables have other names.

// Some thousand writes, on machines that may have other things to do.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const UID = 41;
const me = account(UID);
/** More than are looked through at once. */
const ENTRIES = Array.from({ length: 55 }, (_, i) => `entry ${i}`);
/** Few, so that few postings are written. */
const WORDS = 40;
/** Of over 13 minutes: its fingerprint lies in S3. */
const LONG = 7000;
const REGION = 'eu-west-1';

let started: Awaited<ReturnType<typeof startDeployment>>;
let client: DynamoDBClient;
let restored: Deployment;
let dedup: number;
/** Files that others are found by: of the two of one recording the first. */
const FOUND = 3;

beforeAll(async () => {
  started = await startDeployment();
  client = new DynamoDBClient({ ...started.access, region: REGION });
  const { deployment } = started;
  const bucketId = await fileBucket(deployment, UID);
  for (const name of ['song', 'song', 'other', 'long']) {
    const file = await addFile(deployment, me, bucketId, wantedFile, audioOf(name));
    const words = fingerprintNamed(name, name === 'long' ? LONG : WORDS);
    await processObject(
      deployment,
      hearing(async () => words),
      file.object,
    );
  }
  await addFile(deployment, me, bucketId, wantedFile, audioOf('never listened to'));
  dedup = (await deployment.here.buckets.nextSequence()) * 64 + 1;
  const now = deployment.now();
  await deployment.here.buckets.create({
    ...{ id: dedup, uid: UID, name: 'unique', type: 'DedupFile', region: REGION, netType: 1, labels: [] },
    ...{ metadataTemplate: null, createdAt: now, updatedAt: now },
  });
  await sideBySide(ENTRIES, 4, (name) => send(deployment, name, true));

  await copyTable('refrain-records', 'refrain-records-2', ['pk', 'sk']);
  await makeTable('refrain-index-2', ['pk']);
  const tables = { records: 'refrain-records-2', index: 'refrain-index-2' };
  restored = openDeployment({ ...names, restored: { [REGION]: tables } }, REGION, started.access);
});
afterAll(() => started.stop());

const send = (deployment: Deployment, name: string, keep: boolean, of = name) =>
  addDedupFile(deployment, me, dedup, { trackId: name, fingerprint: fingerprintNamed(of, WORDS), keep });

async function makeTable(TableName: string, keys: readonly string[]): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName,
      KeySchema: keys.map((AttributeName, i) => ({ AttributeName, KeyType: i === 0 ? 'HASH' : 'RANGE' })),
      AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
}

async function copyTable(from: string, to: string, keys: readonly string[]): Promise<void> {
  await makeTable(to, keys);
  for await (const { Items = [] } of paginateScan({ client }, { TableName: from }))
    for (const Item of Items) await client.send(new PutItemCommand({ TableName: to, Item }));
}

/** What stands under each key of an index. */
async function contentsOf(TableName: string): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for await (const { Items = [] } of paginateScan({ client }, { TableName, ConsistentRead: true }))
    for (const { pk, postings } of Items)
      found.set(
        String(pk?.S),
        (postings?.BS ?? []).map((bytes) => Buffer.from(bytes).toString('hex')).sort(),
      );
  return new Map([...found].sort());
}

describe('a region restored from a backup', () => {
  it('is reached under its new names; its index knows nothing yet', async () => {
    expect((await restored.here.buckets.list(UID)).map(({ num }) => num).sort()).toEqual([5, ENTRIES.length]);
    expect(await send(restored, 'entry 1', false)).toMatchObject({ tracks: [] });
  });

  it('gets the very index that it had, also when making it is broken off', async () => {
    const { index, restore } = restored.here;
    let isBegun = false;
    const dying: Deployment['here'] = {
      ...restored.here,
      restore: {
        ...restore,
        keep: async (progress) => {
          await restore.keep(progress);
          isBegun = progress !== undefined && progress.done > 0;
        },
      },
      index: {
        ...index,
        add: async (scope, postings) => {
          if (isBegun) throw new Error('killed');
          return index.add(scope, postings);
        },
      },
    };
    await expect(reindex(dying, () => {})).rejects.toThrow('killed');
    const place = await restored.here.restore.place();
    expect(place?.done).toBeGreaterThan(0);

    const told: number[] = [];
    expect(await reindex(restored.here, (done) => told.push(done))).toBe(ENTRIES.length + FOUND);
    expect(told[0]).toBe(place?.done);
    const original = await contentsOf('refrain-index');
    expect(original.size).toBeGreaterThan(500);
    expect(await contentsOf('refrain-index-2')).toEqual(original);
    expect(await restored.here.restore.place()).toBeUndefined();
    expect(await send(restored, 'entry 1', false)).toMatchObject({ tracks: ['entry 1'] });
  });

  it('has its index as it is when it is made once more', async () => {
    const before = await contentsOf('refrain-index-2');
    await reindex(restored.here, () => {});
    expect(await contentsOf('refrain-index-2')).toEqual(before);
  });

  it('has counts of both types of bucket that the records tell', async () => {
    expect(await recountEntries(restored.here, UID)).toEqual([]);
    const db = DynamoDBDocumentClient.from(client);
    const counter = { pk: `account#${UID}`, sk: `bucket#${String(dedup).padStart(8, '0')}#count#3` };
    await db.send(new PutCommand({ TableName: 'refrain-records-2', Item: { ...counter, num: 99, size: 7 } }));
    const [difference, ...others] = await recountEntries(restored.here, UID);
    expect(others).toEqual([]);
    expect(difference).toMatchObject({
      what: `bucket ${dedup}, counter 3`,
      was: '99 entries, 7 bytes',
      is: expect.stringMatching(/^\d+ entries, 0 bytes$/),
    });
    const bucket = await restored.here.buckets.get(UID, dedup);
    expect(bucket).toMatchObject({ num: ENTRIES.length, size: 0 });
    expect(await recountEntries(restored.here, UID)).toEqual([]);
    expect(await repair(restored, UID, () => {})).toEqual([]);
  });

  it('has entries that count their tracks, and a list of those with two', async () => {
    await send(restored, 'second', true, 'entry 0');
    const db = DynamoDBDocumentClient.from(client);
    const TableName = 'refrain-records-2';
    const { acrId: two } = await send(restored, 'entry 0', false);
    const { acrId: one } = await send(restored, 'entry 1', false);
    const groups = `bucket#${dedup}#groups`;
    const [listed] = (await restored.here.entries.groups(dedup, 0, 9)).entries;
    expect(listed).toMatchObject({ acrId: two, count: 2 });
    const place = { pk: groups, sk: `group#${String(listed?.group).padStart(10, '0')}` };
    const damages = [
      () => db.send(new UpdateCommand({ ...damage(two), ExpressionAttributeValues: { ':value': 7 } })),
      () => db.send(new UpdateCommand({ ...damage(one), ExpressionAttributeValues: { ':value': 2 } })),
      () => db.send(new DeleteCommand({ TableName, Key: place })),
      () => db.send(new PutCommand({ TableName, Item: { ...place, sk: 'group#0000000099', acrId: one } })),
    ];
    for (const spoil of damages) {
      await spoil();
      const found = await recountEntries(restored.here, UID);
      expect(found).toHaveLength(1);
      expect(await recountEntries(restored.here, UID)).toEqual([]);
      const { entries, total } = await restored.here.entries.groups(dedup, 0, 9);
      expect([total, entries.map(({ acrId, count }) => [acrId, count])]).toEqual([1, [[two, 2]]]);
    }

    function damage(acrId: string | null) {
      return {
        TableName,
        Key: { pk: `entry#${acrId}`, sk: 'entry' },
        UpdateExpression: 'SET #count = :value',
        ExpressionAttributeNames: { '#count': 'count' },
      };
    }
  });
});
