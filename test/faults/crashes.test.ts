import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBucket, deleteBucket } from '#domain/buckets/buckets.ts';
import { addDedupFile } from '#domain/dedup/adding.ts';
import { deleteDedupFiles } from '#domain/dedup/deletion.ts';
import { getGroup } from '#domain/dedup/groups.ts';
import { NotFound } from '#domain/errors.ts';
import type { Deployment } from '#domain/ports/deployment.ts';
import { sweep } from '#domain/sweeping.ts';
import { caller, startDeployment } from '../aws/store-region.ts';
import { APART } from '../extent.ts';
import { fingerprintNamed } from './bucket-under-test.ts';
import { killedAt, through } from './process.ts';

let deployment: Deployment;
let contents: () => Promise<string[]>;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ deployment, contents, stop } = await startDeployment());
});
afterAll(() => stop());

const HOUR = 3_600_000;

async function dedupBucket(): Promise<number> {
  const kind = { type: 'DedupFile', netType: 1, labels: [], metadataTemplate: null } as const;
  return (await createBucket(deployment, caller, { ...kind, name: 'unique', region: 'eu-west-1' })).id;
}

/** The sweeper, when every todo is due. */
async function sweepLater(): Promise<void> {
  const later = { ...deployment, now: () => new Date(deployment.now().getTime() + HOUR) };
  await sweep(later, (_, error) => {
    throw error;
  });
}

const groupOf = (bucketId: number, track: string) =>
  getGroup(deployment, caller, bucketId, track).catch((error: unknown) => {
    if (error instanceof NotFound) return undefined;
    throw error;
  });

/** Which numbers were given out, and the (empty) chunks that list a bucket's groups. */
const isLasting = (item: string) => /"sequence"|#groups"/.test(item);

/** Few keys, and a fingerprint that is small enough for the table; or one that is not. */
const SHORT = 6;
const LARGE = 3000;

interface Case {
  readonly name: string;
  readonly words: number;
  /** Tracks that are there before. */
  readonly known: readonly string[];
  readonly work: (bucketId: number, acrId: string | undefined) => Promise<unknown>;
}

const cases: readonly Case[] = [
  { name: 'an insert', words: SHORT, known: [], work: (bucketId) => add(bucketId, 'new', SHORT) },
  { name: 'an insert of hours', words: LARGE, known: [], work: (bucketId) => add(bucketId, 'new', LARGE) },
  { name: 'a first join', words: SHORT, known: ['a'], work: (bucketId) => add(bucketId, 'new', SHORT) },
  { name: 'a join', words: SHORT, known: ['a', 'b'], work: (bucketId) => add(bucketId, 'new', SHORT) },
  { name: 'a delete', words: SHORT, known: ['a', 'b'], work: remove },
  { name: 'a delete of hours', words: LARGE, known: ['a'], work: remove },
];

function add(bucketId: number, trackId: string, words: number) {
  const fingerprint = fingerprintNamed('A', words);
  return addDedupFile(deployment, caller, bucketId, { trackId, fingerprint, keep: true });
}

function remove(bucketId: number, acrId: string | undefined) {
  return deleteDedupFiles(deployment, caller, bucketId, [acrId ?? '']);
}

/** Writes to die at: of very many the first and the last. */
function* places(writes: number): Iterable<number> {
  for (let n = 1; n <= writes; n += writes < 50 || n <= 3 || n > writes - 5 ? APART : 1)
    if (writes < 50 || n <= 3 || n > writes - 5) yield n;
}

describe('a process that dies between two writes of', () => {
  it.each(cases)('$name leaves nothing half done', { timeout: 240_000 }, async ({ words, known, work }) => {
    const before = await contents();
    const writes = await killedInBucket(Number.POSITIVE_INFINITY, 'before');
    expect(writes).toBeGreaterThan(0);
    for (const n of places(writes)) {
      await killedInBucket(n, 'before');
      await killedInBucket(n, 'after');
    }

    async function killedInBucket(n: number, when: 'before' | 'after'): Promise<number> {
      const bucketId = await dedupBucket();
      let acrId: string | undefined;
      for (const track of known) acrId = (await add(bucketId, track, words)).acrId ?? undefined;
      const begun = await killedAt(n, when, () => work(bucketId, acrId));
      await sweepLater();
      // The track ids are all of one entry or of none, and can be sent again.
      for (const track of [...known, 'new']) {
        const group = await groupOf(bucketId, track);
        if (group) expect(group.tracks).toHaveLength(group.entry.count);
        acrId = (await add(bucketId, track, words)).acrId ?? undefined;
      }
      expect((await groupOf(bucketId, 'new'))?.entry.count).toBe(known.length + 1);
      await deleteDedupFiles(deployment, caller, bucketId, [acrId ?? '']);
      await deleteBucket(deployment, caller, bucketId);
      const left = (await contents()).filter((item) => !before.includes(item) && !isLasting(item));
      expect(left, `died ${when} write ${n}`).toEqual([]);
      return begun;
    }
  });

  it('an insert whose postings fail and come late leaves none', async () => {
    const bucketId = await dedupBucket();
    const before = await contents();
    let postings = 0;
    await through(
      async (command, send) => {
        const isPosting = JSON.stringify(command).includes('ADD postings');
        if (!isPosting) return send();
        if (++postings === 1) throw new Error('the table is gone');
        await new Promise((resolve) => setTimeout(resolve, 300));
        return send();
      },
      () => expect(add(bucketId, 'a', SHORT)).rejects.toThrow('the table is gone'),
    );
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await contents()).toEqual(before);
  });
});
