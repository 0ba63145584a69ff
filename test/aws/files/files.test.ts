import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBucket, deleteBucket, getBucket } from '#domain/buckets/buckets.ts';
import { Busy } from '#domain/errors.ts';
import { addFile } from '#domain/files/adding.ts';
import { deleteFiles } from '#domain/files/deletion.ts';
import { addUpload } from '#domain/files/direct-upload.ts';
import { getFiles, listFiles } from '#domain/files/files.ts';
import { processObject } from '#domain/files/processing.ts';
import { UnusableAudio } from '#domain/ports/audio.ts';
import { type Deployment, regionOf } from '#domain/ports/deployment.ts';
import type { File, FileState } from '#domain/ports/file.ts';
import { inboxKey } from '#domain/ports/objects.ts';
import { sweep } from '#domain/sweeping.ts';
import { hearing } from '../hearing.ts';
import { caller, startDeployment } from '../store-region.ts';

let deployment: Deployment;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ deployment, stop } = await startDeployment());
});
afterAll(() => stop());

const recording = { words: Uint32Array.of(1, 2, 3), duration: 61.4 };
const heard = hearing(async () => recording);
const unusable = hearing(async () => {
  throw new UnusableAudio('The recording is silent throughout.');
});
const neverHeard = hearing(async () => {
  throw new Error('listened to what was settled or deleted');
});

const fileBucket = async (region = 'eu-west-1') => {
  const wanted = { name: 'files', type: 'File', region, netType: 1, labels: [] } as const;
  return (await createBucket(deployment, caller, { ...wanted, metadataTemplate: null })).id;
};
const wanted = { title: undefined, audioId: null, userDefined: {} } as const;
const audio = (bytes: Uint8Array, name = 'Song.mp3') =>
  ({ dataType: 'audio', upload: { name, bytes } }) as const;
const direct = { fileName: 'Song.mp3', dataType: 'audio', size: null, md5: null } as const;
const add = (bucketId: number, title = 'Song', bytes = 100) =>
  addFile(deployment, caller, bucketId, { ...wanted, title }, audio(new Uint8Array(bytes)));
const get = async (file: File) => (await getFiles(deployment, caller, file.bucketId, [file.id]))[0];
const totals = async (bucketId: number) => {
  const { num, size } = await getBucket(deployment, caller, bucketId);
  return { num, size };
};
const later = (minutes: number): Deployment => ({
  ...deployment,
  now: () => new Date(Date.now() + minutes * 60_000),
});
const sweepAt = (minutes: number) =>
  sweep(later(minutes), (_, error) => {
    throw error;
  });

describe('processing', () => {
  it('settles a file once, however often its event comes', async () => {
    const bucketId = await fileBucket();
    const file = await add(bucketId);
    await Promise.all([1, 2, 3].map(() => processObject(deployment, heard, file.object)));
    await processObject(deployment, neverHeard, file.object);
    expect(await get(file)).toMatchObject({ state: 1, duration: 61.4, size: 100, error: null });
    expect(await totals(bucketId)).toEqual({ num: 1, size: 100 });
    expect((await deployment.here.fingerprints.get([file.acrId])).get(file.acrId)).toEqual(recording);
  });

  it('tells the MD5 of the bytes', async () => {
    const file = await addFile(
      deployment,
      caller,
      await fileBucket(),
      wanted,
      audio(new TextEncoder().encode('hello')),
    );
    await processObject(deployment, heard, file.object);
    expect(await get(file)).toMatchObject({ md5: '5d41402abc4b2a76b9719d911017c592' });
  });

  it('records why a recording cannot be used', async () => {
    const file = await add(await fileBucket());
    await processObject(deployment, unusable, file.object);
    expect(await get(file)).toMatchObject({ state: -1, error: 'The recording is silent throughout.' });
  });

  it('leaves the file to the next try when something else fails', async () => {
    const file = await add(await fileBucket());
    const broken = hearing(async () => {
      throw new Error('out of memory');
    });
    await expect(processObject(deployment, broken, file.object)).rejects.toThrow('out of memory');
    expect(await get(file)).toMatchObject({ state: 0 });
    await processObject(deployment, heard, file.object);
    expect(await get(file)).toMatchObject({ state: 1 });
  });

  it('gives a recording up after its worker died again and again', async () => {
    const file = await add(await fileBucket());
    const dying = hearing(async () => {
      throw new Error('out of memory');
    });
    for (const _ of [1, 2, 3, 4, 5]) {
      await expect(processObject(deployment, dying, file.object)).rejects.toThrow('out of memory');
      expect(await get(file)).toMatchObject({ state: 0 });
    }
    await processObject(deployment, neverHeard, file.object);
    const { state, error, size } = (await get(file)) ?? {};
    expect({ state, size }).toEqual({ state: -1, size: 100 });
    expect(error).toContain('could not be processed');
  });

  it('does not hold it against a recording that a store was busy', async () => {
    const file = await add(await fileBucket());
    const busy = async () => {
      throw new Busy('The store is busy.');
    };
    const { here } = deployment;
    const throttled: Deployment = {
      ...deployment,
      here: { ...here, files: { ...here.files, settle: busy } },
    };
    for (const _ of [1, 2, 3, 4, 5, 6, 7]) {
      await expect(processObject(throttled, heard, file.object)).rejects.toThrow('busy');
    }
    await processObject(deployment, heard, file.object);
    expect(await get(file)).toMatchObject({ state: 1 });
  });

  it('takes the fingerprint of the file an acrid names, from whichever region', async () => {
    const original = await add(await fileBucket('us-west-2'), 'Original');
    const there = { ...deployment, here: regionOf(deployment, original.bucketId) };
    const source = { dataType: 'acrid', acrId: original.acrId } as const;
    const bucketId = await fileBucket();
    const copying = () => addFile(deployment, caller, bucketId, wanted, source);
    await expect(copying()).rejects.toThrow('acr_id of a file of yours in state 1');
    await processObject(there, heard, original.object);
    const copy = await copying();
    expect(copy).toMatchObject({ title: 'Original', dataType: 'acrid', state: 0 });
    await processObject(deployment, neverHeard, copy.object);
    expect(await get(copy)).toMatchObject({ state: 1, duration: 61.4, size: null, md5: null });
    expect((await deployment.here.fingerprints.get([copy.acrId])).get(copy.acrId)).toEqual(recording);
    const late = await copying();
    await deleteFiles(deployment, caller, original.bucketId, [original.id]);
    await processObject(deployment, neverHeard, late.object);
    const { state, error } = (await get(late)) ?? {};
    expect(state).toBe(-1);
    expect(error).toContain('was deleted before it could be copied');
  });

  it('waits for the file an acrid names when that moves on while its fingerprint is asked for', async () => {
    const original = await add(await fileBucket(), 'Original');
    await processObject(deployment, heard, original.object);
    const source = { dataType: 'acrid', acrId: original.acrId } as const;
    const copy = await addFile(deployment, caller, await fileBucket(), wanted, source);
    const { here } = deployment;
    const movedOn = { ...here, fingerprints: { ...here.fingerprints, get: async () => new Map() } };
    const regions = deployment.regions.map((region) => (region.name === here.name ? movedOn : region));
    const seen = { ...deployment, here: movedOn, regions };
    await expect(processObject(seen, neverHeard, copy.object)).rejects.toThrow(Busy);
    await processObject(deployment, neverHeard, copy.object);
    expect(await get(copy)).toMatchObject({ state: 1 });
  });

  it('leaves nothing of a file that is deleted meanwhile', async () => {
    const bucketId = await fileBucket();
    const file = await add(bucketId);
    await processObject(
      deployment,
      hearing(async () => {
        await deleteFiles(deployment, caller, bucketId, [file.id]);
        return recording;
      }),
      file.object,
    );
    expect(await deployment.here.objects.exists(file.object)).toBe(false);
    expect((await deployment.here.fingerprints.get([file.acrId])).size).toBe(0);
    expect(await totals(bucketId)).toEqual({ num: 0, size: 0 });
  });

  it('removes bytes that come after their file was deleted', async () => {
    const bucketId = await fileBucket();
    const { file } = await addUpload(deployment, caller, bucketId, wanted, direct);
    await deleteFiles(deployment, caller, bucketId, [file.id]);
    await deployment.here.objects.put(file.object, new Uint8Array(10));
    await processObject(deployment, neverHeard, file.object);
    expect(await deployment.here.objects.exists(file.object)).toBe(false);
  });
});

describe('the sweeper', () => {
  it('closes the record of an upload that never came, and opens it again for what comes later', async () => {
    const bucketId = await fileBucket();
    const { file } = await addUpload(deployment, caller, bucketId, wanted, direct);
    await sweepAt(60);
    expect(await get(file)).toMatchObject({ state: 0 });
    await sweepAt(121);
    expect(await get(file)).toMatchObject({ state: -1, error: 'The upload never came.' });
    await deployment.here.objects.put(file.object, new Uint8Array(10));
    await processObject(deployment, heard, file.object);
    expect(await get(file)).toMatchObject({ state: 1, error: null, size: 10 });
  });

  it('lets a recording wait its turn however long that takes', async () => {
    const file = await add(await fileBucket());
    for (const minutes of [21, 82, 263, 804]) await sweepAt(minutes);
    expect(await get(file)).toMatchObject({ state: 0 });
    await processObject(deployment, heard, file.object);
    expect(await get(file)).toMatchObject({ state: 1 });
  });

  it('leaves a file alone that is settled', async () => {
    const file = await add(await fileBucket());
    await processObject(deployment, heard, file.object);
    await sweepAt(200);
    expect(await get(file)).toMatchObject({ state: 1 });
  });

  it('finishes a deletion that was interrupted', async () => {
    const file = await add(await fileBucket());
    await processObject(deployment, heard, file.object);
    const settled = await get(file);
    const todo = {
      id: `${new Date().toISOString()}#${crypto.randomUUID()}`,
      task: { kind: 'erase-file', acrId: file.acrId, objects: [file.object] },
    } as const;
    expect(settled && (await deployment.here.files.remove(settled, todo))).toBe(true);
    expect(await deployment.here.objects.exists(inboxKey(file.acrId))).toBe(true);
    await sweepAt(1);
    expect(await deployment.here.objects.exists(inboxKey(file.acrId))).toBe(false);
    expect((await deployment.here.fingerprints.get([file.acrId])).size).toBe(0);
  });
});

describe('listing', () => {
  it('tells any page in either order, of any state, and the right totals', async () => {
    const bucketId = await fileBucket();
    const files = await Promise.all(Array.from({ length: 40 }, (_, i) => add(bucketId, `Song ${i}`, i)));
    const stateOf = (file: File): FileState => (file.id % 4 === 0 ? -1 : file.id % 4 === 1 ? 0 : 1);
    for (const file of files) {
      const state = stateOf(file);
      if (state !== 0) await processObject(deployment, state === 1 ? heard : unusable, file.object);
    }
    const gone = files.filter((_, i) => i % 5 === 0);
    await deleteFiles(
      deployment,
      caller,
      bucketId,
      gone.map(({ id }) => id),
    );
    const left = files.filter((file) => !gone.includes(file)).sort((a, b) => a.id - b.id);

    const everything = {
      state: undefined,
      sort: 'id',
      order: 'asc',
      search: undefined,
      offset: 0,
      limit: 100,
    };
    const idsOf = async (list: object) => {
      const page = await listFiles(deployment, caller, bucketId, { ...everything, ...list } as never);
      return { total: page.total, ids: page.files.map(({ id }) => id) };
    };
    const ids = (of: File[]) => of.map(({ id }) => id);
    expect(await idsOf({})).toEqual({ total: 32, ids: ids(left) });
    expect(await idsOf({ order: 'desc', offset: 3, limit: 5 })).toEqual({
      total: 32,
      ids: ids(left.toReversed().slice(3, 8)),
    });
    for (const state of [-1, 0, 1]) {
      const those = left.filter((file) => stateOf(file) === state);
      expect(await idsOf({ state })).toEqual({ total: those.length, ids: ids(those) });
      expect(await idsOf({ state, search: 'song' })).toEqual({ total: those.length, ids: ids(those) });
    }
    const byState = left.toSorted((a, b) => stateOf(a) - stateOf(b) || a.id - b.id);
    expect(await idsOf({ sort: 'status' })).toEqual({ total: 32, ids: ids(byState) });
    expect(await idsOf({ sort: 'status', order: 'desc', limit: 4 })).toEqual({
      total: 32,
      ids: ids(byState.toReversed().slice(0, 4)),
    });
    expect(await idsOf({ offset: 100 })).toEqual({ total: 32, ids: [] });

    // Those in state 0 with what was announced of them.
    const bytes = left.reduce((sum, { announcedSize }) => sum + (announcedSize ?? 0), 0);
    expect(await totals(bucketId)).toEqual({ num: 32, size: bytes });
    await expect(deleteBucket(deployment, caller, bucketId)).rejects.toThrow('not empty');
    await deleteFiles(deployment, caller, bucketId, ids(left));
    await deleteBucket(deployment, caller, bucketId);
  });

  it('refuses a file whose bucket is deleted meanwhile', async () => {
    const bucketId = await fileBucket();
    const [adding, deleting] = await Promise.allSettled([
      add(bucketId),
      deleteBucket(deployment, caller, bucketId),
    ]);
    expect([adding.status, deleting.status].toSorted()).toEqual(['fulfilled', 'rejected']);
  });
});
