import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBucket } from '#domain/buckets/buckets.ts';
import { addDedupFile } from '#domain/dedup/adding.ts';
import { deleteDedupFiles } from '#domain/dedup/deletion.ts';
import { getGroup, listGroups } from '#domain/dedup/groups.ts';
import { insert } from '#domain/dedup/insert.ts';
import { look, postingsOf, scopeOf } from '#domain/dedup/look.ts';
import { Busy } from '#domain/errors.ts';
import { newAcrId } from '#domain/ids.ts';
import type { Recording } from '#domain/ports/audio.ts';
import type { Deployment } from '#domain/ports/deployment.ts';
import { todoAt } from '#domain/ports/todo.ts';
import { sideBySide } from '#domain/side-by-side.ts';
import { caller, startDeployment } from '../store-region.ts';

let deployment: Deployment;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ deployment, stop } = await startDeployment());
});
afterAll(() => stop());

/** Words with as little in common as those of different recordings. */
function recording(seed: number, length = 1000) {
  let state = seed * 2654435761 + 1;
  const words = Uint32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    let word = state ^ (state >>> 15);
    word = Math.imul(word, 0x2c1b3c6d);
    return (word ^ (word >>> 12)) >>> 0;
  });
  return { words, duration: length * 0.1238 };
}

async function dedupBucket(): Promise<number> {
  const bucket = {
    name: 'unique',
    type: 'DedupFile',
    region: 'eu-west-1',
    netType: 1,
    labels: [],
    metadataTemplate: null,
  } as const;
  return (await createBucket(deployment, caller, bucket)).id;
}

describe('adding to a DedupFile bucket', () => {
  it('leaves what a throttling store did not take to the todo, instead of asking it for more', async () => {
    const bucketId = await dedupBucket();
    const { here } = deployment;
    const asked: string[] = [];
    const index = {
      ...here.index,
      add: async () => {
        throw new Busy('The store is busy. Try again in a moment.');
      },
      remove: async () => {
        asked.push('index');
      },
    };
    const entries = { ...here.entries, erase: async () => void asked.push('entries') };
    const region = { ...here, index, entries };
    const newcomer = { bucketId, uid: caller.uid, trackId: 'a', fingerprint: recording(77) };
    await expect(insert(region, newcomer, () => deployment.now())).rejects.toThrow(Busy);
    expect(asked).toEqual([]);
    const due = new Date(Date.now() + 60 * 60_000);
    const tasks = (await Array.fromAsync(here.todos.due(due))).map(({ task }) => task);
    expect(tasks).toContainEqual(expect.objectContaining({ kind: 'erase-entry', bucketId }));
    // Whoever comes next finds it pending, waits until its deadline at most, and aborts it.
    const later = { ...deployment, now: () => new Date(Date.now() + 30_000) };
    const again = { trackId: 'a', fingerprint: recording(77), keep: true };
    expect(await addDedupFile(later, caller, bucketId, again)).toMatchObject({ inserted: true });
  });

  it('enters a new recording, then knows it', async () => {
    const bucketId = await dedupBucket();
    const fingerprint = recording(1);
    const first = await addDedupFile(deployment, caller, bucketId, {
      trackId: 'a',
      fingerprint,
      keep: true,
    });
    expect(first).toMatchObject({ tracks: [], inserted: true });
    const second = await addDedupFile(deployment, caller, bucketId, {
      trackId: 'b',
      fingerprint,
      keep: true,
    });
    expect(second).toEqual({ tracks: ['a'], acrId: first.acrId, inserted: false, related: [] });
    expect((await getGroup(deployment, caller, bucketId, 'b')).tracks.map(({ trackId }) => trackId)).toEqual([
      'a',
      'b',
    ]);
  });

  // Fewer on DynamoDB Local, which takes a second for what dynoxide does in 50 ms.
  const writers = process.env['REFRAIN_DYNAMODB'] === 'dynamodb-local' ? 4 : 16;

  it(`gives ${writers} simultaneous uploads of one recording exactly one entry`, async () => {
    const bucketId = await dedupBucket();
    const fingerprint = recording(2);
    const verdicts = await Promise.all(
      Array.from({ length: writers }, (_, i) =>
        addDedupFile(deployment, caller, bucketId, { trackId: `track-${i}`, fingerprint, keep: true }),
      ),
    );
    expect(verdicts.filter(({ inserted }) => inserted)).toHaveLength(1);
    expect(new Set(verdicts.map(({ acrId }) => acrId)).size).toBe(1);
    const { groups, total } = await listGroups(deployment, caller, bucketId, { offset: 0, limit: 20 });
    expect(total).toBe(1);
    expect(groups[0]?.entry.count).toBe(writers);
    expect(new Set(groups[0]?.tracks.map(({ trackId }) => trackId)).size).toBe(writers);
  });

  it('enters one of a recording and its faster copy that come at once, as audio', async () => {
    const slow = recording(5).words;
    const fast = recording(6).words;
    const heard = [
      { words: slow, duration: 124, others: [{ words: fast, speed: 1.01 }] },
      { words: fast, duration: 124, others: [{ words: slow, speed: 0.99 }] },
    ] as const;
    for (let round = 0; round < 3; round++) {
      const bucketId = await dedupBucket();
      const verdicts = await Promise.all(
        [0, 1, 0, 1].map((which, i) =>
          addDedupFile(deployment, caller, bucketId, {
            trackId: `track-${i}`,
            fingerprint: heard[which as 0 | 1],
            keep: true,
          }),
        ),
      );
      expect(verdicts.filter(({ inserted }) => inserted)).toHaveLength(1);
      expect(new Set(verdicts.map(({ acrId }) => acrId)).size).toBe(1);
      const again = await addDedupFile(deployment, caller, bucketId, {
        trackId: 'track-1',
        fingerprint: heard[1],
        keep: true,
      });
      expect(again.acrId).toBe(verdicts[0]?.acrId);
    }
  });

  it('looks a recording up at other speeds only when it is not found at its own', async () => {
    const bucketId = await dedupBucket();
    const known = { ...recording(7), others: [{ words: recording(8).words, speed: 1.01 }] };
    const add = (trackId: string, fingerprint: Recording) =>
      addDedupFile(deployment, caller, bucketId, { trackId, fingerprint, keep: true });
    const { acrId } = await add('a', known);
    const other = await add('b', recording(8));
    expect(other.inserted).toBe(true);
    expect(await add('c', known)).toEqual({ tracks: ['a'], acrId, inserted: false, related: [] });
  });

  it('compares every pending entry that may hold the recording, however many there are', async () => {
    const bucketId = await dedupBucket();
    const fingerprint = recording(9);
    const { entries, fingerprints, index } = deployment.here;
    const pending = await sideBySide(
      Array.from({ length: 24 }, () => newAcrId()),
      8,
      async (acrId) => {
        const now = new Date();
        const todo = todoAt(now, { kind: 'erase-entry', bucketId, acrId });
        const times = { deadline: now, createdAt: now, updatedAt: now };
        const rest = { ...times, uid: caller.uid, count: 1, group: null, todo: todo.id };
        await entries.announce({ acrId, bucketId, state: 'pending', ...rest }, todo);
        await fingerprints.put(acrId, fingerprint);
        await index.add(scopeOf(bucketId), postingsOf(acrId, fingerprint.words));
        return acrId;
      },
    );
    const found = await look(deployment.here, bucketId, fingerprint, { consistent: true });
    expect(found.map(({ entry }) => entry.acrId).sort()).toEqual(pending.toSorted());
  });

  it('forgets a deleted entry, and enters it anew', async () => {
    const bucketId = await dedupBucket();
    const track = { trackId: 'a', fingerprint: recording(3), keep: true };
    const { acrId } = await addDedupFile(deployment, caller, bucketId, track);
    await deleteDedupFiles(deployment, caller, bucketId, [acrId ?? '']);
    await expect(getGroup(deployment, caller, bucketId, 'a')).rejects.toThrow('No such dedup file');
    expect(await addDedupFile(deployment, caller, bucketId, track)).toMatchObject({ inserted: true });
  });
});
