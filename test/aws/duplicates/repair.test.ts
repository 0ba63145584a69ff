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
import { matchings } from '#domain/ports/duplicate.ts';
import type { File } from '#domain/ports/file.ts';
import { sideBySide } from '#domain/side-by-side.ts';
import { APART } from '../../extent.ts';
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
import { damagesIn, itemsIn } from './damages.ts';

let deployment: Deployment;
let items: ReturnType<typeof itemsIn>;
let damages: ReturnType<typeof damagesIn>;
let stop: () => Promise<void>;
beforeAll(async () => {
  const started = await startDeployment();
  ({ deployment, stop } = started);
  items = itemsIn(started);
  damages = damagesIn(items);
});
afterAll(() => stop());

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
      // All alike but for their bytes: the oldest is kept.
      const [oldest] = files.toSorted((a, b) => (age(a) < age(b) ? -1 : 1));
      const [fileSize, keep] = [oldest?.size ?? 0, oldest?.acrId];
      const footprint = sizes.reduce((sum, size) => sum + size, -fileSize);
      const items = files.map(({ acrId }) => acrId).sort();
      return { items, count: files.length, fileSize, footprint, keep };
    });
  const footprint = {
    groups: groups.length,
    items: groups.reduce((sum, { count }) => sum + count, 0),
    bytes: groups.reduce((sum, group) => sum + group.footprint, 0),
  };
  return { footprint, groups: groups.sort(byItems) };
}
const age = ({ createdAt, acrId }: File) => `${createdAt.toISOString()}#${acrId}`;
type HasItems = { readonly items: readonly string[] };
const byItems = (a: HasItems, b: HasItems) => (a.items.join() < b.items.join() ? -1 : 1);

/** Both lists and totals are those of the records. */
async function expectRight(uid: number, after?: string) {
  expect(await told(deployment, uid), after).toEqual(await countFromScratch(deployment, uid));
  const { footprint, groups } = await told(deployment, uid, 3, 'acoustic');
  const unnamed = groups.map(({ hash: _, ...group }) => group).sort(byItems);
  expect({ footprint, groups: unnamed }, after).toEqual(await recordingsFromScratch(uid));
}

describe('repair', () => {
  it('finds nothing where nothing is wrong', async () => {
    const { uid } = await filled();
    expect(await run(uid)).toEqual([]);
    await expectRight(uid);
  });

  it.each(matchings)('tells and mends every damage of %s groups, one after the other', async (matching) => {
    const { uid, bucketId, files } = await filled();
    for (const [name, damage] of Object.entries(damages[matching])) {
      await damage(uid);
      const differences = await run(uid);
      expect(differences.length, name).toBeGreaterThan(0);
      for (const { was, is } of differences) expect(was, name).not.toBe(is);
      await expectRight(uid, name);
      const { num, size } = await getBucket(deployment, account(uid), bucketId);
      expect({ num, size }, name).toEqual({ num: contents.length, size: bytes });
      expect(await run(uid), name).toEqual([]);
    }
    // What is mended goes on counting.
    for (const { id } of files) await deleteFiles(deployment, account(uid), bucketId, [id]);
    const nothing = { footprint: { groups: 0, items: 0, bytes: 0 }, groups: [] };
    expect(await items.placesOf(files.map(({ acrId }) => acrId))).toEqual([]);
    for (const each of matchings) {
      expect(await told(deployment, uid, 3, each)).toEqual(nothing);
      expect(await items.members(each, uid)).toEqual([]);
      expect(await items.heads(each, uid)).toEqual([]);
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
    await damages.acoustic['there are no groups at all']?.(uid);
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
    for (let nth = 0, died = 'killed'; died === 'killed'; nth += APART) {
      const uid = ++accounts;
      const bucketId = await fileBucket(deployment, uid);
      const { acrId } = await upload(uid, bucketId, 'c');
      const words = (await here.fingerprints.get([acrId])).get(acrId)?.words ?? new Uint32Array();
      await here.index.remove(filesScope(uid), postingsOf(acrId, words));
      await damages.acoustic['there are no groups at all']?.(uid);
      died = await untilKilled(repair(mortal(deployment, nth, 'after'), uid, () => {}));
      // A minute later nobody waits for the dead any more.
      await repair(seenFrom(deployment, 'eu-west-1', 1), uid, () => {});
      const copy = await upload(uid, bucketId, 'c');
      const { groups } = await told(deployment, uid, 5, 'acoustic');
      expect(groups.map(({ items }) => items)).toEqual([[acrId, copy.acrId].toSorted()]);
    }
  });

  it.each([
    ['exact', 'all members and heads are missing'],
    ['acoustic', 'all members and heads are missing'],
    ['acoustic', 'there are no groups at all'],
  ] as const)('mends while others write, and spoils nothing: %s, %s', async (matching, name) => {
    const { uid, bucketId, files } = await filled();
    await damages[matching][name]?.(uid);
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
