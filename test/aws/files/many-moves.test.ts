import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getBucket } from '#domain/buckets/buckets.ts';
import { addFile } from '#domain/files/adding.ts';
import { getFiles } from '#domain/files/files.ts';
import { moveFiles } from '#domain/files/moves.ts';
import { processObject } from '#domain/files/processing.ts';
import type { Deployment, Region } from '#domain/ports/deployment.ts';
import type { File } from '#domain/ports/file.ts';
import type { MoveStore } from '#domain/ports/move.ts';
import { randomNumbers } from '../../sound/random.ts';
import { audioOf, fileBucket, sweepAll, wantedFile } from '../catalogue.ts';
import { hearing } from '../hearing.ts';
import { caller, startDeployment } from '../store-region.ts';

let deployment: Deployment;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ deployment, stop } = await startDeployment());
});
afterAll(() => stop());

/** The deployment, telling how many departures are under way at once; `refused` fails at its own. */
function watched(refused?: File): { watching: Deployment; most: () => number; underWay: () => number } {
  let underWay = 0;
  let most = 0;
  const regions = deployment.regions.map((region): Region => {
    const depart: MoveStore['depart'] = async (departure, todo) => {
      most = Math.max(most, ++underWay);
      try {
        if (departure.file.id === refused?.id) throw new Error('refused');
        return await region.moves.depart(departure, todo);
      } finally {
        underWay--;
      }
    };
    return { ...region, moves: { ...region.moves, depart } };
  });
  const watching = { ...deployment, here: regions[0] as Region, regions };
  return { watching, most: () => most, underWay: () => underWay };
}

function musicWords(seed: number): Uint32Array {
  const random = randomNumbers(seed);
  return Uint32Array.from({ length: 400 }, () => random() * 2 ** 32);
}

/** Each sounds unlike the others, unless its words say otherwise. */
async function readyFiles(bucketId: number, count: number, words: (nth: number) => Uint32Array = musicWords) {
  const files: File[] = [];
  for (let nth = 0; nth < count; nth++) {
    const file = await addFile(deployment, caller, bucketId, wantedFile, audioOf(`audio ${nth}`));
    const heardSo = hearing(async () => ({ words: words(nth), duration: 12 }));
    await processObject(deployment, heardSo, file.object);
    files.push(...(await getFiles(deployment, caller, bucketId, [file.id])));
  }
  return files;
}

describe('a move of many to another region', () => {
  it('takes several at a time, and answers in the order asked', async () => {
    const [a, b] = [
      await fileBucket(deployment, caller.uid),
      await fileBucket(deployment, caller.uid, 'us-west-2'),
    ];
    const asked = (await readyFiles(a, 12)).reverse();
    const { watching, most } = watched();
    const moved = await moveFiles(
      watching,
      caller,
      b,
      asked.map(({ id }) => id),
    );
    expect(moved.map(({ id }) => id)).toEqual(asked.map(({ id }) => id));
    expect(most()).toBeGreaterThan(1);
    expect(most()).toBeLessThanOrEqual(8);
    await sweepAll(deployment, 6);
    const size = asked.reduce((sum, { size }) => sum + Number(size), 0);
    expect(await getBucket(deployment, caller, a)).toMatchObject({ num: 0, size: 0 });
    expect(await getBucket(deployment, caller, b)).toMatchObject({ num: 12, size });
  });

  it('takes those of one recording one after the other', async () => {
    const [a, b] = [
      await fileBucket(deployment, caller.uid),
      await fileBucket(deployment, caller.uid, 'us-west-2'),
    ];
    const files = await readyFiles(a, 5, () => musicWords(1000));
    const { watching, most } = watched();
    expect(
      await moveFiles(
        watching,
        caller,
        b,
        files.map(({ id }) => id),
      ),
    ).toHaveLength(5);
    expect(most()).toBe(1);
  });

  it('begins nothing more when one fails, and leaves nothing under way', async () => {
    const [a, b] = [
      await fileBucket(deployment, caller.uid),
      await fileBucket(deployment, caller.uid, 'us-west-2'),
    ];
    const files = await readyFiles(a, 20);
    const { watching, underWay } = watched(files[0]);
    const ids = files.map(({ id }) => id);
    await expect(moveFiles(watching, caller, b, ids)).rejects.toThrow('refused');
    expect(underWay()).toBe(0);
    const stayed = await getFiles(deployment, caller, a, ids);
    const gone = await getFiles(deployment, caller, b, ids);
    expect(stayed.length + gone.length).toBe(20);
    expect(stayed.length).toBeGreaterThanOrEqual(12);
  });
});
