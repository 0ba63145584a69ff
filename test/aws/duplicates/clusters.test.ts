import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secondsHeard } from '#core/fingerprint/hop.ts';
import { deleteBucket } from '#domain/buckets/buckets.ts';
import { filesScope } from '#domain/duplicates/clustering.ts';
import { getDuplicates, getFootprint } from '#domain/duplicates/listing.ts';
import { getDuplicatesOfFile } from '#domain/duplicates/of-file.ts';
import { Conflict, NotFound } from '#domain/errors.ts';
import { addFile } from '#domain/files/adding.ts';
import { deleteFiles } from '#domain/files/deletion.ts';
import { addUpload } from '#domain/files/direct-upload.ts';
import { moveFiles } from '#domain/files/moves.ts';
import { processObject } from '#domain/files/processing.ts';
import type { Deployment, Region } from '#domain/ports/deployment.ts';
import type { File } from '#domain/ports/file.ts';
import { todoAt } from '#domain/ports/todo.ts';
import { fingerprintNamed } from '../../faults/bucket-under-test.ts';
import {
  account,
  allFiles,
  audioOf,
  fileBucket,
  seenFrom,
  sweepAll,
  told,
  unusable,
  wantedFile,
} from '../catalogue.ts';
import { hearing } from '../hearing.ts';
import { killedAtSend, mortal, untilKilled } from '../mortal.ts';
import { startDeployment } from '../store-region.ts';

let deployment: Deployment;
let contents: () => Promise<string[]>;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ deployment, contents, stop } = await startDeployment());
});
afterAll(() => stop());

const direct = { fileName: 'Song.mp3', dataType: 'audio', size: null } as const;
let accounts = 900;
const newAccount = () => ++accounts;

const LENGTH = 1000;
/** `song 120` is the recording `song` from its 120th word on: with 15 s cut from either end, still the same. */
function recordingOf(name: string) {
  const [song = '', from = '0'] = name.split(' ');
  const words = fingerprintNamed(song, 2 * LENGTH).words.slice(Number(from), Number(from) + LENGTH);
  return { words, duration: LENGTH * 0.1238 };
}
const heardAs = (name: string) => hearing(async () => recordingOf(name));

async function upload(uid: number, bucketId: number, name: string, bytes = name): Promise<File> {
  const file = await addFile(deployment, account(uid), bucketId, wantedFile, audioOf(bytes));
  await processObject(deployment, heardAs(name), file.object);
  return file;
}

const groups = async (uid: number, where = deployment) => (await told(where, uid, 5, 'acoustic')).groups;
const idsOf = (...files: (File | undefined)[]) => files.flatMap((file) => file?.acrId ?? []).sort();

/** The deployment in the hands of a process to which something happens before its first call of a store's method. */
function interrupted<S extends 'files' | 'index'>(
  { regions, here, now }: Deployment,
  store: S,
  method: keyof Region[S] & string,
  happening: () => Promise<unknown>,
): Deployment {
  let isFirst = true;
  const theirs = regions.map((region): Region => {
    const stored = region[store] as unknown as Record<string, (...args: unknown[]) => unknown>;
    const late = async (...args: unknown[]) => {
      if (isFirst) {
        isFirst = false;
        await happening();
      }
      return stored[method]?.(...args);
    };
    return { ...region, [store]: { ...stored, [method]: late } };
  });
  return { here: theirs[regions.indexOf(here)] as Region, regions: theirs, now, tell: () => {} };
}

/** All orders of a list. */
const orders = <T>(list: readonly T[]): T[][] =>
  list.length < 2
    ? [[...list]]
    : list.flatMap((one, i) => orders(list.toSpliced(i, 1)).map((rest) => [one, ...rest]));

describe('groups of recordings', () => {
  it('hold the same recording, whatever its bytes, and count them', async () => {
    const uid = newAccount();
    const bucketId = await fileBucket(deployment, uid);
    const first = await upload(uid, bucketId, 'song', 'as mp3');
    const second = await upload(uid, bucketId, 'song 60', 'as flac, larger');
    await upload(uid, bucketId, 'other', 'as mp3, of another');
    const third = await upload(uid, bucketId, 'song', 'mp3');
    const [group, ...others] = await groups(uid);
    expect(others).toEqual([]);
    const items = idsOf(first, second, third);
    expect(group).toEqual({ hash: items[0], items, count: 3, fileSize: 15, footprint: 9 });
    expect(await getFootprint(deployment, account(uid), 'acoustic')).toEqual({
      groups: 1,
      items: 3,
      bytes: 9,
    });

    // When the largest goes, the next one is.
    await deleteFiles(deployment, account(uid), bucketId, [second.id]);
    expect(await groups(uid)).toMatchObject([{ count: 2, fileSize: 6, footprint: 3 }]);
    await deleteFiles(deployment, account(uid), bucketId, [first.id]);
    expect(await told(deployment, uid, 5, 'acoustic')).toEqual({
      footprint: { groups: 0, items: 0, bytes: 0 },
      groups: [],
    });
  });

  it('are the same in whatever order the recordings come', async () => {
    // The first and the last have too little in common; the middle one is the same as both.
    for (const order of orders(['chain 0', 'chain 110', 'chain 220'])) {
      const uid = newAccount();
      const bucketId = await fileBucket(deployment, uid);
      const files: File[] = [];
      for (const name of order) {
        files.push(await upload(uid, bucketId, name));
        const apart = files.length === 2 && !order.slice(0, 2).includes('chain 110');
        expect(await groups(uid)).toHaveLength(files.length < 2 || apart ? 0 : 1);
      }
      const items = idsOf(...files);
      expect(await groups(uid)).toMatchObject([{ hash: items[0], items, count: 3 }]);
      // What only the middle one has in common with both is told, with what it has in common itself.
      const [end] = files.filter((_, i) => order[i] === 'chain 0');
      const told = await getDuplicatesOfFile(deployment, account(uid), bucketId, end?.id ?? 0);
      expect(told.map(({ placement }) => placement.overlap)).toEqual([secondsHeard(890), secondsHeard(780)]);
    }
    const uid = newAccount();
    const bucketId = await fileBucket(deployment, uid);
    const names = ['chain 0', 'chain 110', 'chain 220', 'chain 330', 'chain 440', 'chain 550'];
    const files = await Promise.all(names.map((name) => upload(uid, bucketId, name)));
    expect(await groups(uid)).toMatchObject([{ items: idsOf(...files), count: 6 }]);
  });

  it('stay together when the recording that two others had in common goes', async () => {
    const uid = newAccount();
    const bucketId = await fileBucket(deployment, uid);
    const [a, b, c] = [
      await upload(uid, bucketId, 'bridge 0'),
      await upload(uid, bucketId, 'bridge 110'),
      await upload(uid, bucketId, 'bridge 220'),
    ];
    await deleteFiles(deployment, account(uid), bucketId, [b.id]);
    expect(await groups(uid)).toMatchObject([{ items: idsOf(a, c) }]);
  });

  it('are of one account and region, follow a file that moves, and lose nothing when it comes back', async () => {
    const [uid, other] = [newAccount(), newAccount()];
    const [here, away] = [await fileBucket(deployment, uid), await fileBucket(deployment, uid, 'us-west-2')];
    const there = seenFrom(deployment, 'us-west-2');
    const [a, b] = [await upload(uid, here, 'tune'), await upload(uid, here, 'tune')];
    await upload(other, await fileBucket(deployment, other), 'tune');
    expect(await groups(uid)).toMatchObject([{ items: idsOf(a, b) }]);
    await moveFiles(deployment, account(uid), away, [a.id, b.id]);
    expect(await groups(uid)).toEqual([]);
    await sweepAll(deployment, 6);
    expect(await groups(uid, there)).toMatchObject([{ items: idsOf(a, b) }]);
    await moveFiles(deployment, account(uid), here, [a.id]);
    await sweepAll(deployment, 6);
    expect(await groups(uid, there)).toEqual([]);
    const c = await upload(uid, here, 'tune');
    expect(await groups(uid)).toMatchObject([{ items: idsOf(a, c) }]);
  });

  it('count a file again that comes back, its new bucket gone', async () => {
    const uid = newAccount();
    const bucketId = await fileBucket(deployment, uid);
    const [a, b] = [await upload(uid, bucketId, 'return'), await upload(uid, bucketId, 'return')];
    for (let nth = 0; nth < 14; nth++) {
      const away = await fileBucket(deployment, uid, 'us-west-2');
      const hands = mortal(deployment, nth, 'after');
      await untilKilled(moveFiles(hands, account(uid), away, [a.id]));
      const isGone = await deleteBucket(deployment, account(uid), away).then(
        () => true,
        () => false,
      );
      await sweepAll(deployment, 6);
      expect(await groups(uid)).toMatchObject(isGone ? [{ items: idsOf(a, b) }] : []);
      if (!isGone) await moveFiles(deployment, account(uid), bucketId, [a.id]);
      await sweepAll(deployment, 6);
      expect(await groups(uid)).toMatchObject([{ items: idsOf(a, b) }]);
    }
  });

  it('find a crowd by some of its members, as long as it has any, and keep the index small', async () => {
    const uid = newAccount();
    const bucketId = await fileBucket(deployment, uid);
    const files: File[] = [];
    for (let i = 0; i < 30; i++) files.push(await upload(uid, bucketId, 'hit', `copy ${i}`));
    expect(await groups(uid)).toMatchObject([{ count: 30 }]);
    const [posting] = await deployment.here.index.look(filesScope(uid), await keysOf('hit'), true);
    const underOne = await deployment.here.index.look(filesScope(uid), [posting?.key ?? ''], true);
    expect(underOne).toHaveLength(24);
    for (const { id } of files.slice(0, 28)) await deleteFiles(deployment, account(uid), bucketId, [id]);
    const late = await upload(uid, bucketId, 'hit', 'late');
    expect(await groups(uid)).toMatchObject([{ items: idsOf(files[28], files[29], late) }]);
  });

  it('are found by as many as before after two of a crowd went at once, one to take the place of the other', async () => {
    const uid = newAccount();
    const bucketId = await fileBucket(deployment, uid);
    const files: File[] = [];
    for (let i = 0; i < 26; i++) files.push(await upload(uid, bucketId, 'hit', `copy ${i}`));
    const group = (await groups(uid))[0]?.hash ?? '';
    const { clusters: recordings } = deployment.here;
    const successor = await recordings.unindexed(uid, group);
    const next = files.find(({ acrId }) => acrId === successor);
    const [first] = files;
    expect([next, first]).not.toContain(undefined);
    const whenHandedOver = interrupted(deployment, 'files', 'remove', () =>
      deleteFiles(deployment, account(uid), bucketId, [first?.id ?? 0]),
    );
    await deleteFiles(whenHandedOver, account(uid), bucketId, [next?.id ?? 0]);
    expect(await recordings.size(uid, group)).toEqual({ indexed: 24, count: 24 });
  }, 60_000);

  it('leave nothing in the index of a file that is deleted while a move brings it', async () => {
    const uid = newAccount();
    const [here, there] = [await fileBucket(deployment, uid), await fileBucket(deployment, uid, 'us-west-2')];
    const file = await upload(uid, here, 'brief');
    await moveFiles(deployment, account(uid), there, [file.id]);
    const whenEntered = interrupted(deployment, 'index', 'add', () =>
      deleteFiles(deployment, account(uid), there, [file.id]),
    );
    await processObject(whenEntered, heardAs('brief'), file.object);
    const keys = await keysOf('brief');
    const { index } = seenFrom(deployment, 'us-west-2').here;
    expect(await index.look(filesScope(uid), keys, true)).toEqual([]);
  });

  it('leave nothing in the index of a file that is deleted while it is to take the place of another', async () => {
    const uid = newAccount();
    const here = await fileBucket(deployment, uid);
    const files: File[] = [];
    for (let i = 0; i < 25; i++) files.push(await upload(uid, here, 'hit', `copy ${i}`));
    const last = await deployment.here.clusters.unindexed(uid, (await groups(uid))[0]?.hash ?? '');
    const whenChosen = interrupted(deployment, 'index', 'add', () =>
      deleteFiles(deployment, account(uid), here, [last ?? '']),
    );
    const [first] = files;
    await deleteFiles(whenChosen, account(uid), here, [first?.id ?? 0]);
    const left = await deployment.here.index.look(filesScope(uid), await keysOf('hit'), true);
    expect(left.map(({ id }) => id)).not.toContain(last);
  }, 60_000);

  it('are united whole, at whichever write the worker dies', async () => {
    const { clusters: recordings } = deployment.here;
    const todo = (uid: number) => (from: string) => todoAt(new Date(), { kind: 'unite-groups', uid, from });
    for (let nth = 0; ; nth++) {
      const uid = newAccount();
      const bucketId = await fileBucket(deployment, uid);
      const many = async () => {
        const members: File[] = [];
        for (let i = 0; i < 23; i++) {
          const { file } = await addUpload(deployment, account(uid), bucketId, wantedFile, direct);
          await recordings.enter(file, i, undefined);
          members.push(file);
          const [first] = members;
          if (first !== file) await recordings.unite(uid, file.acrId, first?.acrId ?? '', todo(uid));
        }
        return members;
      };
      const [a, b] = [await many(), await many()];
      const unite = () => recordings.unite(uid, a[0]?.acrId ?? '', b[0]?.acrId ?? '', todo(uid));
      const died = await untilKilled(killedAtSend(nth, unite));
      await sweepAll(deployment, 1);
      const found = await groups(uid);
      expect([1, 2]).toContain(found.length);
      if (found.length === 2) await unite();
      expect(await groups(uid)).toMatchObject([
        { count: 46, items: idsOf(...a, ...b), footprint: 2 * 253 - 22 },
      ]);
      if (died === 'done') break;
      expect(nth).toBeLessThan(60);
    }
  }, 240_000);

  it('leave nothing of an account whose files are all deleted', async () => {
    const uid = newAccount();
    const bucketId = await fileBucket(deployment, uid);
    const names = ['gone 0', 'gone 110', 'gone 0', 'lone'];
    const files = await Promise.all(names.map((name) => upload(uid, bucketId, name)));
    for (const { id } of files) await deleteFiles(deployment, account(uid), bucketId, [id]);
    const left = (await contents()).filter(
      (item) => item.includes(`${filesScope(uid)}:`) || files.some(({ acrId }) => item.includes(acrId)),
    );
    // Where a group went that was united with another is remembered.
    expect(left.filter((item) => !item.includes('"into"'))).toEqual([]);
    const hash = files[0]?.acrId ?? '';
    const page = { token: undefined, limit: 5 };
    await expect(getDuplicates(deployment, account(uid), 'acoustic', hash, page)).rejects.toThrow('No such');
  });

  const keysOf = async (name: string) => {
    const { indexKeys } = await import('#core/sketch/sketch.ts');
    return indexKeys(recordingOf(name).words).map(({ key }) => key);
  };
});

describe('acoustic totals and lists', () => {
  const name = fc.constantFrom('p', 'q', 'q 50', 'r');
  const dies = fc.option(fc.record({ nth: fc.nat(25), when: fc.constantFrom('before', 'after') }), {
    freq: 2,
  });
  const operation = fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('upload'), name, usable: fc.boolean(), dies }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete'), which: fc.nat(), dies }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('move'), which: fc.nat(), to: fc.nat(2), dies }) },
  );
  type Operation = typeof operation extends fc.Arbitrary<infer O> ? O : never;
  const batches = fc.array(fc.array(operation, { minLength: 1, maxLength: 4 }), {
    minLength: 3,
    maxLength: 6,
  });

  it('are those of the recordings, after whatever happened and whoever died', async () => {
    await fc.assert(
      fc.asyncProperty(batches, async (run) => {
        const uid = newAccount();
        const regions = ['eu-west-1', 'eu-west-1', 'us-west-2'];
        const buckets = await Promise.all(regions.map((region) => fileBucket(deployment, uid, region)));
        const made: { file: File; name: string }[] = [];
        const perform = async (step: Operation) => {
          const hands = step.dies
            ? mortal(deployment, step.dies.nth, step.dies.when as 'before' | 'after')
            : deployment;
          const chosen = 'which' in step ? made[step.which % made.length] : undefined;
          if ('name' in step) {
            const file = await addFile(hands, account(uid), buckets[0] ?? 0, wantedFile, audioOf(step.name));
            made.push({ file, name: step.name });
            return processObject(hands, step.usable ? heardAs(step.name) : unusable, file.object);
          }
          if (!chosen) return;
          if ('to' in step) {
            await moveFiles(hands, account(uid), buckets[step.to] ?? 0, [chosen.file.id]).catch(expected);
            return processObject(hands, heardAs(chosen.name), chosen.file.object);
          }
          for (const bucketId of buckets)
            await deleteFiles(hands, account(uid), bucketId, [chosen.file.id]).catch(expected);
        };
        for (const batch of run) {
          await Promise.all(batch.map((step) => untilKilled(perform(step))));
          for (const region of regions) await addsUp(uid, seenFrom(deployment, region));
        }
        for (const minutes of [6, 12]) await sweepAll(deployment, minutes);
        for (const { file, name } of made)
          for (const region of new Set(regions))
            await processObject(seenFrom(deployment, region), heardAs(name), file.object);
        for (const region of new Set(regions)) {
          const there = seenFrom(deployment, region);
          const ready = (await allFiles(there, uid)).filter(({ state }) => state === 1);
          const nameOf = (file: File) => made.find((one) => one.file.id === file.id)?.name[0] ?? '';
          const expectedGroups = [...Map.groupBy(ready, nameOf).values()]
            .filter(({ length }) => length >= 2)
            .map((files) => idsOf(...files).join());
          const found = (await groups(uid, there)).map(({ items }) => items.join());
          expect(found.toSorted()).toEqual(expectedGroups.toSorted());
          await addsUp(uid, there);
        }
      }),
      { numRuns: 10, interruptAfterTimeLimit: 60_000, endOnFailure: true },
    );
  }, 180_000);

  /** Totals are those of the list, and each group's those of its items. */
  async function addsUp(uid: number, where: Deployment) {
    const all = await told(where, uid, 4, 'acoustic');
    const sizes = new Map((await allFiles(where, uid)).map(({ acrId, size }) => [acrId, size]));
    for (const { items, count, fileSize, footprint } of all.groups) {
      expect(items).toHaveLength(count);
      // A file still in state 0 has no size yet that a record tells.
      const known = items.map((acrId) => sizes.get(acrId));
      if (known.some((size) => typeof size !== 'number')) continue;
      const total = known.reduce((sum: number, size) => sum + (size ?? 0), 0);
      expect(footprint).toBe(total - fileSize);
    }
    expect(all.footprint).toEqual({
      groups: all.groups.length,
      items: all.groups.reduce((sum, { count }) => sum + count, 0),
      bytes: all.groups.reduce((sum, { footprint }) => sum + footprint, 0),
    });
  }

  const expected = (error: unknown) => {
    if (!(error instanceof NotFound || error instanceof Conflict)) throw error;
  };
});
