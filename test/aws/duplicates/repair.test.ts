import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, PutCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getBucket } from '#domain/buckets/buckets.ts';
import { postingsOf } from '#domain/dedup/look.ts';
import { filesScope } from '#domain/duplicates/clustering.ts';
import { repair } from '#domain/duplicates/repair.ts';
import { addFile } from '#domain/files/adding.ts';
import { deleteFiles } from '#domain/files/deletion.ts';
import { moveFiles } from '#domain/files/moves.ts';
import { processObject } from '#domain/files/processing.ts';
import type { Deployment } from '#domain/ports/deployment.ts';
import { type Matching, matchings } from '#domain/ports/duplicate.ts';
import type { File } from '#domain/ports/file.ts';
import { sideBySide } from '#domain/side-by-side.ts';
import { fingerprintNamed } from '../../faults/bucket-under-test.ts';
import {
  account,
  allFiles,
  audioOf,
  countFromScratch,
  fileBucket,
  seenFrom,
  sweepAll,
  told,
  wantedFile,
} from '../catalogue.ts';
import { hearing } from '../hearing.ts';
import { mortal, untilKilled } from '../mortal.ts';
import { startDeployment } from '../store-region.ts';

type Item = Record<string, unknown>;

let deployment: Deployment;
let db: DynamoDBDocumentClient;
let stop: () => Promise<void>;
beforeAll(async () => {
  const started = await startDeployment();
  ({ deployment, stop } = started);
  db = DynamoDBDocumentClient.from(new DynamoDBClient({ ...started.access, region: 'eu-west-1' }));
});
afterAll(() => stop());

const TableName = 'refrain-records';
/** Recordings by their first letter: of `a` and `b` there are other bytes as well. */
const contents = ['a', 'a', 'a flac', 'b', 'b wav', 'b, 320 kbit/s', 'c', 'd', 'd', 'd', 'd'];
const bytes = contents.join('').length;
let accounts = 500;

async function upload(uid: number, bucketId: number, content: string): Promise<File> {
  const [title = ''] = content;
  const file = await addFile(deployment, account(uid), bucketId, { ...wantedFile, title }, audioOf(content));
  await processObject(
    deployment,
    hearing(async () => fingerprintNamed(title, 6)),
    file.object,
  );
  return file;
}

async function filled(): Promise<{ uid: number; bucketId: number; files: File[] }> {
  const uid = ++accounts;
  const bucketId = await fileBucket(deployment, uid);
  return { uid, bucketId, files: await sideBySide(contents, 4, (content) => upload(uid, bucketId, content)) };
}

const run = (uid: number) => repair(deployment, uid, () => {});

/** Groups of the same recording, counted from the records; what each is called depends on what was first. */
async function recordingsFromScratch(uid: number) {
  const groups = [...Map.groupBy(await allFiles(deployment, uid), ({ title }) => title).values()]
    .filter(({ length }) => length >= 2)
    .map((files) => {
      const sizes = files.map(({ size }) => size ?? 0);
      const fileSize = Math.max(...sizes);
      const footprint = sizes.reduce((sum, size) => sum + size, -fileSize);
      return { items: files.map(({ acrId }) => acrId).sort(), count: files.length, fileSize, footprint };
    });
  const footprint = {
    groups: groups.length,
    items: groups.reduce((sum, { count }) => sum + count, 0),
    bytes: groups.reduce((sum, group) => sum + group.footprint, 0),
  };
  return { footprint, groups: groups.sort(byItems) };
}
type HasItems = { readonly items: readonly string[] };
const byItems = (a: HasItems, b: HasItems) => (a.items.join() < b.items.join() ? -1 : 1);

/** Both lists and totals are those of the records. */
async function expectRight(uid: number) {
  expect(await told(deployment, uid)).toEqual(await countFromScratch(deployment, uid));
  const { footprint, groups } = await told(deployment, uid, 3, 'acoustic');
  const unnamed = groups.map(({ hash: _, ...group }) => group).sort(byItems);
  expect({ footprint, groups: unnamed }).toEqual(await recordingsFromScratch(uid));
}

async function itemsOf(isWanted: (pk: string, sk: string) => boolean): Promise<Item[]> {
  const found: Item[] = [];
  for await (const { Items = [] } of paginateScan({ client: db }, { TableName, ConsistentRead: true }))
    found.push(...Items.filter(({ pk, sk }) => isWanted(String(pk), String(sk))));
  return found;
}

/** Where one matching keeps its groups, and what an account has there. */
const kept: Record<Matching, { groups: (uid: number) => string; member: string; wrongHead: Item }> = {
  exact: { groups: (uid) => `copies#${uid}#`, member: 'copy#', wrongHead: { count: 77 } },
  acoustic: { groups: (uid) => `recordings#${uid}#`, member: 'member#', wrongHead: { largest: 77 } },
};
const headsOf = (matching: Matching, uid: number) =>
  itemsOf((pk, sk) => pk.startsWith(kept[matching].groups(uid)) && sk.startsWith('head'));
const membersOf = (matching: Matching, uid: number) =>
  itemsOf((pk, sk) => pk.startsWith(kept[matching].groups(uid)) && sk.startsWith(kept[matching].member));
const nodesOf = async (uid: number) => {
  const own = new Set((await allFiles(deployment, uid)).map(({ acrId }) => `recording#${acrId}`));
  return itemsOf((pk) => own.has(pk));
};
const listOf = (matching: Matching, uid: number) =>
  itemsOf((pk) => pk === `account#${uid}#duplicates#${matching}`);
const lanesOf = (matching: Matching, uid: number) =>
  itemsOf((pk) => pk === `account#${uid}#totals#${matching}`);

const put = (item: Item | undefined, changes: Item) =>
  db.send(new PutCommand({ TableName, Item: { ...item, ...changes } }));
async function remove(...items: (Item | undefined)[]) {
  for (const item of items)
    await db.send(new DeleteCommand({ TableName, Key: { pk: item?.['pk'], sk: item?.['sk'] } }));
}

type Damage = (uid: number) => Promise<unknown>;

/** What a mistake, or a hand in the table, may have left of either matching. */
const damagesOf = (matching: Matching): Record<string, Damage> => ({
  'a member is missing': async (uid) => remove((await membersOf(matching, uid))[0]),
  'all members and heads are missing': async (uid) =>
    remove(...(await membersOf(matching, uid)), ...(await headsOf(matching, uid))),
  'a member is no file': async (uid) => {
    const [member] = await membersOf(matching, uid);
    await put(member, { sk: `${String(member?.['sk']).slice(0, -32)}${'0'.repeat(32)}` });
  },
  'a head miscounts': async (uid) => put((await headsOf(matching, uid))[0], kept[matching].wrongHead),
  'all heads are missing': async (uid) => remove(...(await headsOf(matching, uid))),
  'a group is not listed': async (uid) => remove((await listOf(matching, uid))[0]),
  'a group is listed twice': async (uid) => {
    const [group] = await listOf(matching, uid);
    await put(group, { sk: String(group?.['sk']).replace(/^group#\d/, 'group#0') });
  },
  'a group is listed with another footprint': async (uid) =>
    put((await listOf(matching, uid))[0], { footprint: 1234 }),
  'totals are wrong': async (uid) => put((await lanesOf(matching, uid))[0], { bytes: -1, groups: 9 }),
  'totals are missing': async (uid) => remove(...(await lanesOf(matching, uid))),
});

const damages: Record<string, Damage> = {
  ...Object.fromEntries(
    matchings.flatMap((matching) =>
      Object.entries(damagesOf(matching)).map(([name, damage]) => [`${matching}: ${name}`, damage]),
    ),
  ),
  'exact: a group of no files is there': (uid) =>
    put({ pk: `copies#${uid}#${'e'.repeat(32)}`, sk: 'head#0000000000009' }, { count: 5, stamp: 'x' }),
  'acoustic: a group of no files is there': async (uid) => {
    const [pk, acrId] = [`recordings#${uid}#${'e'.repeat(32)}`, 'f'.repeat(32)];
    await put({ pk, sk: 'head' }, { count: 5, sum: 5, largest: 1, indexed: 1, stamp: 'x' });
    await put({ pk, sk: `member#${acrId}` }, { size: 1, isIndexed: true });
    await put({ pk: `recording#${acrId}`, sk: 'group' }, { group: 'e'.repeat(32), size: 1, isIndexed: true });
  },
  'acoustic: a file does not say its group': async (uid) => remove((await nodesOf(uid))[0]),
  'acoustic: a file is counted with a wrong size': async (uid) =>
    put((await membersOf('acoustic', uid))[0], { size: 99 }),
  'acoustic: a file is in two groups': async (uid) => {
    const [one] = await membersOf('acoustic', uid);
    const other = (await membersOf('acoustic', uid)).find(({ pk }) => pk !== one?.['pk']);
    await put(one, { pk: other?.['pk'] });
  },
  'acoustic: a file is in no group': async (uid) => {
    const [member] = await membersOf('acoustic', uid);
    const acrId = String(member?.['sk']).slice('member#'.length);
    await remove(member, { pk: `recording#${acrId}`, sk: 'group' });
  },
  'acoustic: there are no groups at all': async (uid) =>
    remove(
      ...(await nodesOf(uid)),
      ...(await membersOf('acoustic', uid)),
      ...(await headsOf('acoustic', uid)),
      ...(await listOf('acoustic', uid)),
      ...(await lanesOf('acoustic', uid)),
    ),
  'a bucket’s counter is wrong': async (uid) => {
    const [counter] = await itemsOf((pk, sk) => pk === `account#${uid}` && sk.endsWith('#count#3'));
    await put(counter, { num: Number(counter?.['num']) + 1 });
  },
};

describe('repair', () => {
  it('finds nothing where nothing is wrong', async () => {
    const { uid } = await filled();
    expect(await run(uid)).toEqual([]);
    await expectRight(uid);
  });

  it.each(Object.keys(damages))('tells and mends: %s', async (name) => {
    const { uid, bucketId, files } = await filled();
    await damages[name]?.(uid);
    const differences = await run(uid);
    expect(differences.length).toBeGreaterThan(0);
    for (const { was, is } of differences) expect(was).not.toBe(is);
    await expectRight(uid);
    const { num, size } = await getBucket(deployment, account(uid), bucketId);
    expect({ num, size }).toEqual({ num: contents.length, size: bytes });
    expect(await run(uid)).toEqual([]);
    // What is mended goes on counting.
    for (const { id } of files) await deleteFiles(deployment, account(uid), bucketId, [id]);
    const nothing = { footprint: { groups: 0, items: 0, bytes: 0 }, groups: [] };
    const acrIds = new Set(files.map(({ acrId }) => `recording#${acrId}`));
    expect(await itemsOf((pk) => acrIds.has(pk))).toEqual([]);
    for (const matching of matchings) {
      expect(await told(deployment, uid, 3, matching)).toEqual(nothing);
      expect(await membersOf(matching, uid)).toEqual([]);
      // Where a group went that was united with another is remembered.
      expect((await headsOf(matching, uid)).filter(({ into }) => into === undefined)).toEqual([]);
    }
    expect(await run(uid)).toEqual([]);
  });

  it('finds nothing wrong with a file that is on its way to another region, in either', async () => {
    const { uid, files } = await filled();
    const away = await fileBucket(deployment, uid, 'us-west-2');
    const there = seenFrom(deployment, 'us-west-2');
    await moveFiles(deployment, account(uid), away, [files[0]?.id ?? 0]);
    expect(await repair(there, uid, () => {})).toEqual([]);
    expect(await run(uid)).toEqual([]);
    await sweepAll(deployment, 6);
    expect(await repair(there, uid, () => {})).toEqual([]);
    expect(await run(uid)).toEqual([]);
    await expectRight(uid);
  });

  it('tells what to do with a file that is in no group and has no fingerprint', async () => {
    const { uid, bucketId, files } = await filled();
    const { acrId = '', id } = files[0] ?? {};
    await damages['acoustic: there are no groups at all']?.(uid);
    await deployment.here.fingerprints.remove(acrId);
    await run(uid);
    const [told, ...others] = await run(uid);
    expect(told?.what).toBe(`file ${id} (${acrId})`);
    expect(told?.is).toContain('delete it and upload it again');
    expect(others).toEqual([]);
    await deleteFiles(deployment, account(uid), bucketId, [acrId]);
    expect(await run(uid)).toEqual([]);
    await expectRight(uid);
  });

  it('enters a file anew so that a copy finds it, wherever a repair before died', async () => {
    const { here } = deployment;
    for (let nth = 0, died = 'killed'; died === 'killed'; nth++) {
      const uid = ++accounts;
      const bucketId = await fileBucket(deployment, uid);
      const { acrId } = await upload(uid, bucketId, 'c');
      const words = (await here.fingerprints.get([acrId])).get(acrId)?.words ?? new Uint32Array();
      await here.index.remove(filesScope(uid), postingsOf(acrId, words));
      await damages['acoustic: there are no groups at all']?.(uid);
      died = await untilKilled(repair(mortal(deployment, nth, 'after'), uid, () => {}));
      await run(uid);
      const copy = await upload(uid, bucketId, 'c');
      const { groups } = await told(deployment, uid, 5, 'acoustic');
      expect(groups.map(({ items }) => items)).toEqual([[acrId, copy.acrId].toSorted()]);
    }
  });

  it.each([
    'exact: all members and heads are missing',
    'acoustic: all members and heads are missing',
    'acoustic: there are no groups at all',
  ])('mends while others write, and spoils nothing: %s', async (name) => {
    const { uid, bucketId, files } = await filled();
    await damages[name]?.(uid);
    let isRepairing = true;
    const writer = async (content: string) => {
      while (isRepairing) {
        const { id } = await upload(uid, bucketId, content);
        await upload(uid, bucketId, content);
        await deleteFiles(deployment, account(uid), bucketId, [id]);
      }
    };
    const writers = ['a', 'b', 'x'].map(writer);
    await run(uid);
    isRepairing = false;
    await Promise.all(writers);
    await run(uid);
    await expectRight(uid);
    expect(files).toHaveLength(contents.length);
    expect(await run(uid)).toEqual([]);
  });
});
