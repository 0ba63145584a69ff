import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBucket, deleteBucket, getBucket } from '#domain/buckets/buckets.ts';
import { addFile } from '#domain/files/adding.ts';
import { deleteFiles } from '#domain/files/deletion.ts';
import { getFiles } from '#domain/files/files.ts';
import { findFiles } from '#domain/files/locate.ts';
import { moveFiles } from '#domain/files/moves.ts';
import { processObject } from '#domain/files/processing.ts';
import { type Deployment, type Region, regionOf } from '#domain/ports/deployment.ts';
import type { File } from '#domain/ports/file.ts';
import type { MoveStore } from '#domain/ports/move.ts';
import { sweep } from '#domain/sweeping.ts';
import { APART } from '../../extent.ts';
import { hearing } from '../hearing.ts';
import { caller, startDeployment } from '../store-region.ts';

let deployment: Deployment;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ deployment, stop } = await startDeployment());
});
afterAll(() => stop());

const recording = { words: Uint32Array.of(5, 6, 7), duration: 12 };
const heard = hearing(async () => recording);

async function fileBucket(region: string): Promise<number> {
  const wanted = { name: 'files', type: 'File', region, netType: 1, labels: [] } as const;
  return (await createBucket(deployment, caller, { ...wanted, metadataTemplate: null })).id;
}

const wanted = { title: undefined, audioId: null, userDefined: {} } as const;

async function readyFile(bucketId: number): Promise<File> {
  const upload = { name: 'Song.mp3', bytes: new TextEncoder().encode('audio') };
  const file = await addFile(deployment, caller, bucketId, wanted, { dataType: 'audio', upload });
  await processObject(deployment, heard, file.object);
  return one(await getFiles(deployment, caller, bucketId, [file.id]));
}

function one<T>([first]: readonly T[]): T {
  if (first === undefined) throw new Error('nothing there');
  return first;
}

const sizes = async (...buckets: number[]) =>
  Promise.all(
    buckets.map(async (id) => {
      const { num, size } = await getBucket(deployment, caller, id);
      return [num, size];
    }),
  );

const isGone = (bucketId: number, file: File) =>
  expect(getFiles(deployment, caller, bucketId, [file.id, file.acrId])).rejects.toThrow('No such file');

/** The same deployment, seen from another region, some minutes later. */
const seenFrom = (name: string, minutes = 0): Deployment => ({
  ...deployment,
  here: deployment.regions.find((region) => region.name === name) as Region,
  now: () => new Date(Date.now() + minutes * 60_000),
});

const sweepAll = async (minutes: number) => {
  for (const { name } of deployment.regions) {
    await sweep(seenFrom(name, minutes), (_, error) => {
      throw error;
    });
  }
};

async function isWholeIn(bucketId: number, file: File) {
  const there = one(await getFiles(deployment, caller, bucketId, [file.acrId]));
  expect(there).toMatchObject({ id: file.id, state: 1, duration: 12, size: 5, md5: file.md5, bucketId });
  const region = regionOf(deployment, bucketId);
  expect((await region.fingerprints.get([file.acrId])).get(file.acrId)).toEqual(recording);
  const audio = await region.objects.open(there.object);
  expect(audio && new TextDecoder().decode(await audio.read(0, 5))).toBe('audio');
}

describe('a move within a region', () => {
  it('keeps id, acr_id, audio and fingerprint, and takes the totals along', async () => {
    const [a, b] = [await fileBucket('eu-west-1'), await fileBucket('eu-west-1')];
    const file = await readyFile(a);
    const moved = one(await moveFiles(deployment, caller, b, [file.id]));
    expect(moved).toMatchObject({ id: file.id, acrId: file.acrId, bucketId: b, state: 1 });
    await isGone(a, file);
    await isWholeIn(b, file);
    expect(await sizes(a, b)).toEqual([
      [0, 0],
      [1, 5],
    ]);
  });

  it('finds a file by its id wherever it went, and back', async () => {
    const [a, b, c] = [
      await fileBucket('eu-west-1'),
      await fileBucket('eu-west-1'),
      await fileBucket('eu-west-1'),
    ];
    const file = await readyFile(a);
    for (const to of [b, c, a, b]) {
      await moveFiles(deployment, caller, to, [file.id]);
      await isWholeIn(to, file);
    }
    expect(await sizes(a, b, c)).toEqual([
      [0, 0],
      [1, 5],
      [0, 0],
    ]);
  });

  it('is refused while the file is processing, of another account, or to nowhere', async () => {
    const [a, b] = [await fileBucket('eu-west-1'), await fileBucket('eu-west-1')];
    const upload = { name: 'x.mp3', bytes: new Uint8Array(3) };
    const file = await addFile(deployment, caller, a, wanted, { dataType: 'audio', upload });
    await expect(moveFiles(deployment, caller, b, [file.id])).rejects.toThrow('Still processing');
    const other = { ...caller, uid: 8 };
    await expect(moveFiles(deployment, other, b, [file.id])).rejects.toThrow('No such bucket');
    await expect(moveFiles(deployment, caller, b, [123, 'f'.repeat(32)])).rejects.toThrow('No such file');
  });
});

describe('a move to another region', () => {
  it('asked for once more while the file is on its way finds its own work done', async () => {
    const [a, b] = [await fileBucket('eu-west-1'), await fileBucket('us-west-2')];
    const file = await readyFile(a);
    await moveFiles(deployment, caller, b, [file.acrId]);
    const again = one(await moveFiles(deployment, caller, b, [file.acrId]));
    expect(again).toMatchObject({ id: file.id, bucketId: b, state: 0 });
    await expect(moveFiles(deployment, caller, a, [file.acrId])).rejects.toThrow('Still processing');
  });

  it('shows in state 0, and is whole there when it is carried over', async () => {
    const [a, b] = [await fileBucket('eu-west-1'), await fileBucket('us-west-2')];
    const file = await readyFile(a);
    const moved = one(await moveFiles(deployment, caller, b, [file.acrId]));
    expect(moved).toMatchObject({ id: file.id, bucketId: b, state: 0 });
    await isGone(a, file);
    expect(one(await getFiles(deployment, caller, b, [file.id]))).toMatchObject({ state: 0 });
    await processObject(deployment, heard, file.object);
    await isWholeIn(b, file);
    expect(await sizes(a, b)).toEqual([
      [0, 0],
      [1, 5],
    ]);
    const source = regionOf(deployment, a);
    expect(await source.objects.exists(file.object)).toBe(false);
    expect((await source.fingerprints.get([file.acrId])).size).toBe(0);
  });

  it('and back again', async () => {
    const [a, b] = [await fileBucket('eu-west-1'), await fileBucket('us-west-2')];
    const file = await readyFile(a);
    await moveFiles(deployment, caller, b, [file.id]);
    await processObject(deployment, heard, file.object);
    await moveFiles(deployment, caller, a, [file.id]);
    await sweepAll(6);
    await isWholeIn(a, file);
    await isGone(b, file);
  });

  it('may be deleted on the way: nothing comes after it', async () => {
    const [a, b] = [await fileBucket('eu-west-1'), await fileBucket('us-west-2')];
    const file = await readyFile(a);
    await moveFiles(deployment, caller, b, [file.id]);
    await deleteFiles(deployment, caller, b, [file.id]);
    await sweepAll(6);
    await isGone(b, file);
    for (const region of deployment.regions) {
      expect((await region.fingerprints.get([file.acrId])).size).toBe(0);
      expect(await region.objects.exists(file.object)).toBe(false);
    }
    expect(await sizes(a, b)).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });
});

/** The deployment, dying before the nth call of a move's steps. */
function dyingAt(nth: number): { mortal: Deployment; steps: () => number } {
  let calls = 0;
  const regions = deployment.regions.map((region): Region => {
    const guarded = ['depart', 'arrive', 'forward', 'forget'] as const;
    const moves: MoveStore = { ...region.moves };
    const guard = <A extends unknown[], R>(step: (...args: A) => Promise<R>) => {
      return async (...args: A): Promise<R> => {
        if (calls++ === nth) throw new Error('killed');
        return step(...args);
      };
    };
    for (const name of guarded) Object.assign(moves, { [name]: guard(region.moves[name] as never) });
    const files = { ...region.files, settle: guard(region.files.settle) };
    const fingerprints = { ...region.fingerprints, put: guard(region.fingerprints.put) };
    return { ...region, moves, files, fingerprints };
  });
  return { mortal: { ...deployment, here: regions[0] as Region, regions }, steps: () => calls };
}

describe('a move that dies between two steps', () => {
  it('leaves the file whole in exactly one bucket, and is finished later', async () => {
    for (let nth = 0; ; nth += APART) {
      const [a, b] = [await fileBucket('eu-west-1'), await fileBucket('us-west-2')];
      const file = await readyFile(a);
      const { mortal, steps } = dyingAt(nth);
      const run = async () => {
        await moveFiles(mortal, caller, b, [file.id]);
        await processObject(mortal, heard, file.object);
      };
      const died = await run().then(
        () => false,
        () => true,
      );
      await sweepAll(6);
      const stayed = steps() <= 2 && died;
      await isWholeIn(stayed ? a : b, file);
      await isGone(stayed ? b : a, file);
      expect(await sizes(a, b)).toEqual(
        stayed
          ? [
              [1, 5],
              [0, 0],
            ]
          : [
              [0, 0],
              [1, 5],
            ],
      );
      if (!died) break;
      expect(nth).toBeLessThan(20);
    }
  });

  it.each(['id', 'acrId'] as const)('is finished by whoever asks again, by %s', async (name) => {
    const [a, b] = [await fileBucket('eu-west-1'), await fileBucket('us-west-2')];
    const file = await readyFile(a);
    const { mortal } = dyingAt(2);
    await expect(moveFiles(mortal, caller, b, [file.id])).rejects.toThrow('killed');
    const onItsWay = { id: file.id, acrId: file.acrId, bucketId: b, state: 0 };
    expect(await findFiles(deployment, caller, [file[name]])).toEqual([expect.objectContaining(onItsWay)]);
    await expect(moveFiles(deployment, caller, a, [file[name]])).rejects.toThrow('Still processing');
    expect(await moveFiles(deployment, caller, b, [file[name]])).toEqual([expect.objectContaining(onItsWay)]);
    expect(await getFiles(deployment, caller, b, [file.id])).toEqual([expect.objectContaining(onItsWay)]);
    await deleteFiles(deployment, caller, b, [file.id]);
    await expect(findFiles(deployment, caller, [file[name]])).rejects.toThrow('No such file');
  });

  it('is known also when it arrives while it is looked for', async () => {
    const [a, b] = [await fileBucket('eu-west-1'), await fileBucket('us-west-2')];
    const file = await readyFile(a);
    const { mortal } = dyingAt(2);
    await expect(moveFiles(mortal, caller, b, [file.id])).rejects.toThrow('killed');
    let isFirst = true;
    const thenArrives =
      <A extends unknown[], R>(look: (...args: A) => Promise<R>) =>
      async (...args: A): Promise<R> => {
        const seen = await look(...args);
        if (isFirst) {
          isFirst = false;
          await moveFiles(deployment, caller, b, [file.id]);
        }
        return seen;
      };
    const regions = deployment.regions.map((region): Region => {
      if (region !== regionOf(deployment, b)) return region;
      const files = { ...region.files, byAcrId: thenArrives(region.files.byAcrId) };
      return {
        ...region,
        files,
        moves: { ...region.moves, hasArrived: thenArrives(region.moves.hasArrived) },
      };
    });
    const found = await findFiles({ ...deployment, regions }, caller, [file.acrId]);
    expect(isFirst).toBe(false);
    expect(found).toEqual([expect.objectContaining({ id: file.id, bucketId: b })]);
  });

  it('is known also when it goes on while an older move of it is still noted', async () => {
    const [a, b] = [await fileBucket('eu-west-1'), await fileBucket('us-west-2')];
    const file = await readyFile(a);
    const { mortal } = dyingAt(2);
    await expect(moveFiles(mortal, caller, b, [file.id])).rejects.toThrow('killed');
    const noted = await regionOf(deployment, a).moves.departure(file.acrId);
    await moveFiles(deployment, caller, b, [file.id]);
    await sweepAll(6);
    await moveFiles(deployment, caller, a, [file.id]);
    await sweepAll(6);
    // Looked for where it was not yet, or not any more.
    const regions = deployment.regions.map((region) => ({
      ...region,
      files: { ...region.files, byAcrIds: async () => [] },
      moves: { ...region.moves, departure: async () => (region.name === 'eu-west-1' ? noted : undefined) },
    }));
    const found = await findFiles({ ...deployment, regions }, caller, [file.acrId]);
    expect(found).toEqual([expect.objectContaining({ id: file.id, bucketId: a })]);
  });

  it('has whoever copies it wait until it is there', async () => {
    const [a, b] = [await fileBucket('eu-west-1'), await fileBucket('us-west-2')];
    const file = await readyFile(a);
    const copy = await addFile(deployment, caller, a, wanted, { dataType: 'acrid', acrId: file.acrId });
    const { mortal } = dyingAt(2);
    await expect(moveFiles(mortal, caller, b, [file.id])).rejects.toThrow('killed');
    await expect(processObject(deployment, heard, copy.object)).rejects.toThrow('on its way');
    await moveFiles(deployment, caller, b, [file.id]);
    await sweepAll(6);
    await processObject(deployment, heard, copy.object);
    expect(await getFiles(deployment, caller, a, [copy.id])).toMatchObject([{ state: 1 }]);
  });

  it('within a region is known by its id in its new bucket', async () => {
    const [a, b] = [await fileBucket('eu-west-1'), await fileBucket('eu-west-1')];
    const file = await readyFile(a);
    const { mortal } = dyingAt(0);
    await moveFiles(mortal, caller, b, [file.acrId]).catch(() => {});
    await moveFiles(deployment, caller, b, [file.acrId]);
    expect(await findFiles(deployment, caller, [file.id])).toEqual([
      expect.objectContaining({ id: file.id, bucketId: b, state: 1 }),
    ]);
  });

  it('comes back when the bucket it goes to is deleted meanwhile', async () => {
    const [a, b] = [await fileBucket('eu-west-1'), await fileBucket('us-west-2')];
    const file = await readyFile(a);
    const { mortal } = dyingAt(2);
    await expect(moveFiles(mortal, caller, b, [file.id])).rejects.toThrow('killed');
    await deleteBucket(deployment, caller, b);
    await sweepAll(6);
    await isWholeIn(a, file);
    expect(await sizes(a)).toEqual([[1, 5]]);
  });
});
