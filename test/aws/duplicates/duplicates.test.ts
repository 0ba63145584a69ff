import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deleteBucket } from '#domain/buckets/buckets.ts';
import { getDuplicates, getFootprint, listDuplicates } from '#domain/duplicates/listing.ts';
import { Conflict, NotFound } from '#domain/errors.ts';
import { addFile } from '#domain/files/adding.ts';
import { deleteFiles } from '#domain/files/deletion.ts';
import { getFiles } from '#domain/files/files.ts';
import { moveFiles } from '#domain/files/moves.ts';
import { processObject } from '#domain/files/processing.ts';
import type { Deployment } from '#domain/ports/deployment.ts';
import type { File } from '#domain/ports/file.ts';
import { APART, isWhole, some } from '../../extent.ts';
import {
  account,
  audioOf,
  countFromScratch,
  fileBucket,
  heard,
  seenFrom,
  sweepAll,
  told,
  unusable,
  wantedFile,
} from '../catalogue.ts';
import { mortal, untilKilled } from '../mortal.ts';
import { startDeployment } from '../store-region.ts';

let deployment: Deployment;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ deployment, stop } = await startDeployment());
});
afterAll(() => stop());

let accounts = 100;
const newAccount = () => ++accounts;

async function upload(uid: number, bucketId: number, content: string, tools = heard): Promise<File> {
  const file = await addFile(deployment, account(uid), bucketId, wantedFile, audioOf(content));
  await processObject(deployment, tools, file.object);
  return file;
}

const list = { token: undefined, limit: 50, itemsLimit: 20 };

describe('copies', () => {
  it('are counted as files come and go, whatever their state', async () => {
    const uid = newAccount();
    const bucketId = await fileBucket(deployment, uid);
    const first = await upload(uid, bucketId, 'same');
    await upload(uid, bucketId, 'other');
    expect(await told(deployment, uid)).toEqual({ footprint: { groups: 0, items: 0, bytes: 0 }, groups: [] });

    const second = await upload(uid, bucketId, 'same', unusable);
    const { groups, footprint } = await told(deployment, uid);
    expect(footprint).toEqual({ groups: 1, items: 2, bytes: 4 });
    const items = [first.acrId, second.acrId].sort();
    expect(groups).toEqual([
      { hash: '51037a4a37730f52c8732586d3aaa316', items, count: 2, fileSize: 4, footprint: 4 },
    ]);

    await deleteFiles(deployment, account(uid), bucketId, [first.id]);
    expect(await told(deployment, uid)).toEqual({ footprint: { groups: 0, items: 0, bytes: 0 }, groups: [] });
  });

  it('count once, however often an event comes', async () => {
    const uid = newAccount();
    const bucketId = await fileBucket(deployment, uid);
    await upload(uid, bucketId, 'again');
    const file = await addFile(deployment, account(uid), bucketId, wantedFile, audioOf('again'));
    await Promise.all([1, 2, 3].map(() => processObject(deployment, heard, file.object)));
    await processObject(deployment, heard, file.object);
    expect((await told(deployment, uid)).footprint).toEqual({ groups: 1, items: 2, bytes: 5 });
  });

  it('are those of the account and the region alone', async () => {
    const [mine, theirs] = [newAccount(), newAccount()];
    const away = await fileBucket(deployment, mine, 'us-west-2');
    const [a, b] = [await fileBucket(deployment, mine), await fileBucket(deployment, theirs)];
    const file = await upload(mine, a, 'song');
    await upload(mine, a, 'song');
    await upload(theirs, b, 'song');
    expect((await told(deployment, mine)).footprint.items).toBe(2);
    expect((await told(deployment, theirs)).footprint.items).toBe(0);

    const other = await fileBucket(deployment, mine);
    await moveFiles(deployment, account(mine), other, [file.id]);
    expect(await told(deployment, mine)).toEqual(await countFromScratch(deployment, mine));
    expect((await told(deployment, mine)).footprint.items).toBe(2);
    await moveFiles(deployment, account(mine), away, [file.id]);
    expect((await told(deployment, mine)).footprint.items).toBe(0);
    await sweepAll(deployment, 6);
    const there = seenFrom(deployment, 'us-west-2');
    expect(await told(there, mine)).toEqual(await countFromScratch(there, mine));
  });

  it('are counted again when a file comes back, its new bucket gone', async () => {
    const uid = newAccount();
    const bucketId = await fileBucket(deployment, uid);
    for (let nth = 0; nth < 10; nth += APART) {
      await upload(uid, bucketId, 'back');
      const file = await upload(uid, bucketId, 'back');
      const away = await fileBucket(deployment, uid, 'us-west-2');
      const hands = mortal(deployment, nth, 'after');
      await untilKilled(moveFiles(hands, account(uid), away, [file.id]));
      await deleteBucket(deployment, account(uid), away).catch(() => {});
      expect(await told(deployment, uid)).toEqual(await countFromScratch(deployment, uid));
      await sweepAll(deployment, 6);
      expect(await told(deployment, uid)).toEqual(await countFromScratch(deployment, uid));
    }
  });

  it('of one recording sent many times at once are all counted', async () => {
    const uid = newAccount();
    const bucketId = await fileBucket(deployment, uid);
    const count = isWhole ? 30 : 12;
    const copies = await Promise.all(Array.from({ length: count }, () => upload(uid, bucketId, 'hot')));
    expect((await getFootprint(deployment, account(uid), 'exact')).items).toBe(count);
    await Promise.all(
      copies.slice(0, count / 2).map(({ id }) => deleteFiles(deployment, account(uid), bucketId, [id])),
    );
    expect(await told(deployment, uid, 7)).toEqual(await countFromScratch(deployment, uid));
  }, 120_000);
});

describe('page tokens', () => {
  it('are of one account, region, list and group, and not of a route or limit', async () => {
    const [uid, other] = [newAccount(), newAccount()];
    const bucketId = await fileBucket(deployment, uid);
    for (const content of ['a', 'a', 'a', 'b', 'b', 'b']) await upload(uid, bucketId, content);
    const me = account(uid);
    const page = await listDuplicates(deployment, me, 'exact', { ...list, limit: 1, itemsLimit: 2 });
    const [group] = page.groups;
    const items = { token: group?.nextItems, limit: 5 };
    const hash = group?.hash ?? '';
    expect((await getDuplicates(deployment, me, 'exact', hash, items)).items).toHaveLength(1);
    const rest = await listDuplicates(deployment, me, 'exact', { ...list, token: page.next });
    expect(rest).toMatchObject({ groups: [{ count: 3 }], next: '' });
    expect(rest.groups[0]?.hash).not.toBe(hash);

    const refused = 'is not one of this listing';
    const away = seenFrom(deployment, 'us-west-2');
    const use = (token: string, where = deployment, who: ReturnType<typeof account> = me) =>
      listDuplicates(where, who, 'exact', { ...list, token });
    await expect(use(page.next, deployment, account(other))).rejects.toThrow(refused);
    await expect(use(page.next, away)).rejects.toThrow(refused);
    await expect(use(items.token ?? '')).rejects.toThrow(refused);
    const wrongGroup = getDuplicates(deployment, me, 'exact', rest.groups[0]?.hash ?? '', items);
    await expect(wrongGroup).rejects.toThrow(refused);
    for (let at = 0; at < page.next.length; at++) {
      const changed = page.next[at] === 'A' ? 'B' : 'A';
      await expect(use(page.next.slice(0, at) + changed + page.next.slice(at + 1))).rejects.toThrow(refused);
    }
    for (const token of ['x', `${page.next}=`, page.next.slice(1), `${page.next}AAAA`])
      await expect(use(token)).rejects.toThrow(refused);
  });

  it('lead through a group of another size with the same hash', async () => {
    const uid = newAccount();
    const bucketId = await fileBucket(deployment, uid);
    const { files } = deployment.here;
    const hash = 'c'.repeat(32);
    for (const size of [10, 10, 20, 20, 20]) {
      const file = await addFile(deployment, account(uid), bucketId, wantedFile, audioOf('x'));
      await files.settle(file, { state: 1, duration: 1, size, md5: hash, audio: null }, new Date());
    }
    const { groups } = await listDuplicates(deployment, account(uid), 'exact', { ...list, itemsLimit: 1 });
    expect(groups.map(({ count, fileSize }) => [count, fileSize])).toEqual([
      [3, 20],
      [2, 10],
    ]);
    const get = (token?: string) =>
      getDuplicates(deployment, account(uid), 'exact', hash, { token, limit: 20 });
    expect(await get()).toMatchObject({ count: 3, fileSize: 20, footprint: 40, nextItems: '' });
    expect(await get(groups[1]?.nextItems)).toMatchObject({ count: 2, fileSize: 10, nextItems: '' });
  });

  it('tell no group twice and leave none out whose count stayed, while others write', async () => {
    const uid = newAccount();
    const me = account(uid);
    const bucketId = await fileBucket(deployment, uid);
    const contents = Array.from({ length: isWhole ? 18 : 10 }, (_, i) => `content ${i}`);
    const uploaded = new Map<string, File[]>();
    for (const [i, content] of contents.entries()) {
      const copies = Array.from({ length: 2 + (i % 4) }, () => upload(uid, bucketId, content));
      uploaded.set(content, await Promise.all(copies));
    }
    const hashOf = async (content: string) => {
      const [file] = uploaded.get(content) ?? [];
      const known = file && (await getFiles(deployment, me, bucketId, [file.id]))[0];
      return known?.md5 ?? '';
    };
    const still = await Promise.all(contents.slice(contents.length / 2).map(hashOf));
    const restless = contents.slice(0, contents.length / 2);

    let isReading = true;
    const write = async (content: string) => {
      const copies = uploaded.get(content) ?? [];
      while (isReading) {
        copies.push(await upload(uid, bucketId, content), await upload(uid, bucketId, content));
        for (const { id } of copies.splice(0, 3)) await deleteFiles(deployment, me, bucketId, [id]);
        copies.push(await upload(uid, bucketId, content));
      }
    };
    const writers = restless.map(write);
    for (let round = 0; round < some(8); round++) {
      const seen: string[] = [];
      for (let token: string | undefined; token !== ''; ) {
        const page = await listDuplicates(deployment, me, 'exact', { token, limit: 2, itemsLimit: 1 });
        seen.push(...page.groups.map(({ hash }) => hash));
        token = page.next;
      }
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen).toEqual(expect.arrayContaining(still));
    }
    isReading = false;
    await Promise.all(writers);
    expect(await told(deployment, uid)).toEqual(await countFromScratch(deployment, uid));
  });
});

describe('totals and lists', () => {
  const content = fc.constantFrom('one', 'two', 'three');
  const dies = fc.option(fc.record({ nth: fc.nat(12), when: fc.constantFrom('before', 'after') }), {
    freq: 2,
  });
  const operation = fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('upload'), content, usable: fc.boolean(), dies }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete'), which: fc.nat(), dies }) },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('move'), which: fc.nat(), to: fc.nat(3), dies }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('deliver again'), which: fc.nat(), dies }) },
  );
  const batches = fc.array(fc.array(operation, { minLength: 1, maxLength: 4 }), {
    minLength: 4,
    maxLength: 10,
  });
  type Operation = typeof operation extends fc.Arbitrary<infer O> ? O : never;

  it('are what a count from scratch tells, after whatever happened and whoever died', async () => {
    await fc.assert(
      fc.asyncProperty(batches, async (run) => {
        const uid = newAccount();
        const me = account(uid);
        const regions = ['eu-west-1', 'eu-west-1', 'us-west-2', 'us-west-2'];
        const buckets = await Promise.all(regions.map((region) => fileBucket(deployment, uid, region)));
        const made: File[] = [];
        const perform = async (step: Operation) => {
          const hands = step.dies
            ? mortal(deployment, step.dies.nth, step.dies.when as 'before' | 'after')
            : deployment;
          const file = 'which' in step ? made[step.which % made.length] : undefined;
          switch (step.kind) {
            case 'upload': {
              const { content, usable } = step as { content: string; usable: boolean };
              const added = await addFile(hands, me, buckets[0] ?? 0, wantedFile, audioOf(content));
              made.push(added);
              return processObject(hands, usable ? heard : unusable, added.object);
            }
            case 'delete':
              for (const bucketId of file ? buckets : [])
                await deleteFiles(hands, me, bucketId, [file?.id ?? 0]).catch(expected);
              return;
            case 'move': {
              const to = buckets[(step as { to: number }).to] ?? 0;
              if (file) await moveFiles(hands, me, to, [file.id]).catch(expected);
              if (file) await processObject(hands, heard, file.object);
              return;
            }
            default:
              if (file) await processObject(hands, heard, file.object);
          }
        };
        for (const batch of run) {
          await Promise.all(batch.map((step) => untilKilled(perform(step))));
          await agree(uid);
        }
        for (const minutes of [6, 30, 60, 90, 120]) await sweepAll(deployment, minutes);
        await agree(uid);
      }),
      { numRuns: some(5), endOnFailure: true },
    );
  }, 120_000);

  const expected = (error: unknown) => {
    if (!(error instanceof NotFound || error instanceof Conflict)) throw error;
  };

  async function agree(uid: number) {
    for (const { name } of deployment.regions) {
      const there = seenFrom(deployment, name);
      expect(await told(there, uid)).toEqual(await countFromScratch(there, uid));
    }
  }
});
