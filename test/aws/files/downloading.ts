import { afterAll, beforeAll, expect } from 'vitest';
import { createBucket, getBucket } from '#domain/buckets/buckets.ts';
import { addFile } from '#domain/files/adding.ts';
import { getFiles } from '#domain/files/files.ts';
import type { Tools } from '#domain/files/processing.ts';
import type { Deployment, Region } from '#domain/ports/deployment.ts';
import { type Download, DownloadFailed } from '#domain/ports/download.ts';
import type { File } from '#domain/ports/file.ts';
import { inboxKey } from '#domain/ports/objects.ts';
import { sweep } from '#domain/sweeping.ts';
import { caller, startDeployment } from '../store-region.ts';

/** Files from URLs whose downloads are made up. */

export let deployment: Deployment;

/** At the head of a test file: a deployment that starts and stops with its tests. */
export function withDeployment(): void {
  let stop: () => Promise<void>;
  beforeAll(async () => {
    const started = await startDeployment();
    stop = started.stop;
    deployment = noting(started.deployment);
  });
  afterAll(() => stop());
}

/** Every key under which a download was stored. */
export const written: string[] = [];
function noting(of: Deployment): Deployment {
  const regions = of.regions.map((region): Region => {
    const write: Region['objects']['write'] = async (key, bytes) => {
      written.push(key);
      await region.objects.write(key, bytes);
    };
    return { ...region, objects: { ...region.objects, write } };
  });
  return { ...of, regions, here: regions[0] as Region };
}

export const url = 'https://media.example.com/song.mp3?key=secret';
const song = new TextEncoder().encode('hello');
export const recording = { words: Uint32Array.of(1, 2, 3), duration: 61.4 };
export async function* bytes() {
  yield song.subarray(0, 2);
  yield song.subarray(2);
}
const download: Download = (_, keep) => keep(bytes());
export const noDownload: Download = async () => {
  throw new Error('downloaded again');
};
export const tools: Tools = { download, listen: async () => recording };
export const failing: Tools = {
  ...tools,
  download: async () => {
    throw new DownloadFailed('media.example.com answered 404 instead of 200 with the file.');
  },
};

export const fileBucket = async (region = 'eu-west-1') => {
  const wanted = { name: 'files', type: 'File', region, netType: 1, labels: [] } as const;
  return (await createBucket(deployment, caller, { ...wanted, metadataTemplate: null })).id;
};
export const add = async (bucketId?: number) => {
  const wanted = { title: undefined, audioId: null, userDefined: {} } as const;
  return addFile(deployment, caller, bucketId ?? (await fileBucket()), wanted, {
    dataType: 'audio_url',
    url,
  });
};
export const get = async (file: File) => (await getFiles(deployment, caller, file.bucketId, [file.id]))[0];
const later = (minutes: number, of = deployment): Deployment => ({
  ...of,
  now: () => new Date(Date.now() + minutes * 60_000),
});
export const sweepAt = (minutes: number) =>
  sweep(later(minutes), (_, error) => {
    throw error;
  });
/** The downloads of a file that are there. */
export async function stored(file: File): Promise<string[]> {
  const keys = written.filter((key) => key.includes(file.acrId));
  const there = await Promise.all(keys.map((key) => deployment.here.objects.exists(key)));
  return keys.filter((_, i) => there[i]);
}
export const isReady = async (file: File) => {
  const ready = await get(file);
  expect(ready).toMatchObject({ state: 1, duration: 61.4, size: 5, error: null });
  expect(ready).toMatchObject({ md5: '5d41402abc4b2a76b9719d911017c592' });
  expect(await stored(file)).toEqual([ready?.object]);
  expect((await deployment.here.fingerprints.get([file.acrId])).get(file.acrId)).toEqual(recording);
  const { num, size } = await getBucket(deployment, caller, file.bucketId);
  expect({ num, size }).toEqual({ num: 1, size: 5 });
};
export const isErased = async (file: File) => {
  expect(await stored(file)).toEqual([]);
  expect(await deployment.here.objects.exists(inboxKey(file.acrId))).toBe(false);
  expect((await deployment.here.fingerprints.get([file.acrId])).size).toBe(0);
};
