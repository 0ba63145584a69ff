import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesScope } from '#domain/duplicates/clustering.ts';
import { getDuplicates, getFootprint } from '#domain/duplicates/listing.ts';
import { getDuplicatesOfFile } from '#domain/duplicates/of-file.ts';
import { deleteFiles } from '#domain/files/deletion.ts';
import { moveFiles } from '#domain/files/moves.ts';
import type { Deployment } from '#domain/ports/deployment.ts';
import { account, fileBucket, seenFrom, sweepAll, told } from '../catalogue.ts';
import { startDeployment } from '../store-region.ts';
import { expectStars, idsOf, postingsIn, upload as uploadTo } from './stars.ts';

let deployment: Deployment;
let contents: () => Promise<string[]>;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ deployment, contents, stop } = await startDeployment());
});
afterAll(() => stop());

let accounts = 900;
const newAccount = () => ++accounts;
const upload = (uid: number, bucketId: number, name: string, bytes?: string) =>
  uploadTo(deployment, uid, bucketId, name, bytes);
const groups = async (uid: number, where = deployment) => (await told(where, uid, 5, 'acoustic')).groups;

describe('clusters', () => {
  it('hold the same recording, whatever its bytes, and tell which copy to keep', async () => {
    const uid = newAccount();
    const bucketId = await fileBucket(deployment, uid);
    const first = await upload(uid, bucketId, 'song', 'as mp3');
    const second = await upload(uid, bucketId, 'song 60 flac', 'as flac, larger');
    await upload(uid, bucketId, 'other', 'as mp3, of another');
    const third = await upload(uid, bucketId, 'song', 'mp3');
    const [group, ...others] = await groups(uid);
    expect(others).toEqual([]);
    const items = idsOf(first, second, third);
    expect(group).toMatchObject({ items, count: 3, fileSize: 15, footprint: 9, keep: second.acrId });
    expect(await getFootprint(deployment, account(uid), 'acoustic')).toEqual({
      groups: 1,
      items: 3,
      bytes: 9,
    });

    // When the kept one goes, the next best is: of two alike the oldest.
    await deleteFiles(deployment, account(uid), bucketId, [second.id]);
    expect(await groups(uid)).toMatchObject([{ count: 2, fileSize: 6, footprint: 3, keep: first.acrId }]);
    await expectStars(deployment, uid);
    await deleteFiles(deployment, account(uid), bucketId, [first.id]);
    expect(await told(deployment, uid, 5, 'acoustic')).toEqual({
      footprint: { groups: 0, items: 0, bytes: 0 },
      groups: [],
    });
  });

  it('are stars: what only a third has in common with both is in no group with both', async () => {
    const uid = newAccount();
    const bucketId = await fileBucket(deployment, uid);
    const [a, b, c] = [
      await upload(uid, bucketId, 'chain 0'),
      await upload(uid, bucketId, 'chain 70'),
      await upload(uid, bucketId, 'chain 140'),
    ];
    // The first is the centre; the last is none of it.
    expect(await groups(uid)).toMatchObject([{ items: idsOf(a, b) }]);
    await expectStars(deployment, uid);
    // When it goes, those left are held against one another and all that stands.
    await deleteFiles(deployment, account(uid), bucketId, [a.id]);
    expect(await groups(uid)).toMatchObject([{ items: idsOf(b, c) }]);
    await expectStars(deployment, uid);
  });

  it('count as freed only what is a duplicate of the kept copy', async () => {
    const uid = newAccount();
    const bucketId = await fileBucket(deployment, uid);
    const centre = await upload(uid, bucketId, 'wide 70', 'centre');
    const early = await upload(uid, bucketId, 'wide 0', 'the early one');
    const best = await upload(uid, bucketId, 'wide 140 flac', 'without loss');
    const all = idsOf(centre, early, best);
    const kept = { items: all, keep: best.acrId, fileSize: 'without loss'.length };
    expect(await groups(uid)).toMatchObject([{ ...kept, footprint: 'centre'.length }]);
    const also = await upload(uid, bucketId, 'wide 140', 'also late');
    expect(await groups(uid)).toMatchObject([{ count: 4, footprint: 'centre'.length + 'also late'.length }]);
    await expectStars(deployment, uid);
    await deleteFiles(deployment, account(uid), bucketId, [best.id]);
    expect(await groups(uid)).toMatchObject([{ items: idsOf(centre, early, also), keep: centre.acrId }]);
    await expectStars(deployment, uid);
  });

  it('have the oldest for their centre, whichever of those that come at once is heard first', async () => {
    const uid = newAccount();
    const bucketId = await fileBucket(deployment, uid);
    const names = ['once 0', 'once 70', 'once 0', 'once 140', 'once 210', 'once 70'];
    await Promise.all(names.map((name) => upload(uid, bucketId, name)));
    await expectStars(deployment, uid);
    const one = newAccount();
    const other = await fileBucket(deployment, one);
    const copies = await Promise.all(
      Array.from({ length: 12 }, (_, i) => upload(one, other, 'same', `copy ${i}`)),
    );
    expect(await groups(one)).toMatchObject([{ items: idsOf(...copies), count: 12 }]);
    // One stands in the index, the others are found by it.
    expect((await postingsIn(deployment, one, 'same')).size).toBe(1);
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
    for (const where of [deployment, there]) await expectStars(where, uid);
  });

  it('are asked across for what shares sound: members of another cluster too', async () => {
    const uid = newAccount();
    const bucketId = await fileBucket(deployment, uid);
    const names = ['far 0', 'far 60', 'far 200', 'far 260', 'far away'];
    const files = [];
    for (const name of names) files.push(await upload(uid, bucketId, name));
    expect((await groups(uid)).map(({ count }) => count)).toEqual([2, 2]);
    const asked = files[1]?.acrId ?? '';
    const told = async (wanted: 'same' | 'any') =>
      (await getDuplicatesOfFile(deployment, account(uid), bucketId, asked, wanted)).map(
        ({ file, relation }) => [file.acrId, relation],
      );
    const [first, , centre, member] = files.map(({ acrId }) => acrId);
    expect(await told('same')).toEqual([[first, 'same']]);
    const others = [
      [centre, 'overlap'],
      [member, 'overlap'],
    ];
    expect((await told('any')).toSorted()).toEqual([[first, 'same'], ...others].toSorted());
  });

  it('leave nothing of an account whose files are all deleted', async () => {
    const uid = newAccount();
    const bucketId = await fileBucket(deployment, uid);
    const names = ['gone 0', 'gone 70', 'gone 0', 'lone'];
    const files = await Promise.all(names.map((name) => upload(uid, bucketId, name)));
    const hash = (await groups(uid))[0]?.hash ?? '';
    for (const { id } of files) await deleteFiles(deployment, account(uid), bucketId, [id]);
    const left = (await contents()).filter(
      (item) =>
        [`${filesScope(uid)}:`, `recordings#${uid}#`].some((key) => item.includes(key)) ||
        files.some(({ acrId }) => item.includes(acrId)),
    );
    expect(left).toEqual([]);
    const page = { token: undefined, limit: 5 };
    await expect(getDuplicates(deployment, account(uid), 'acoustic', hash, page)).rejects.toThrow('No such');
  });
});
