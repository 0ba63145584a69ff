import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDeployment } from '#aws/deployment.ts';
import { createBucket, getBucket } from '#domain/buckets/buckets.ts';
import { Busy, NotFound } from '#domain/errors.ts';
import { addFile } from '#domain/files/adding.ts';
import { deleteFiles } from '#domain/files/deletion.ts';
import { getFiles, listFiles } from '#domain/files/files.ts';
import { moveFiles } from '#domain/files/moves.ts';
import { processObject } from '#domain/files/processing.ts';
import type { Deployment } from '#domain/ports/deployment.ts';
import type { File } from '#domain/ports/file.ts';
import { sweep } from '#domain/sweeping.ts';
import { randomNumbers } from '../../sound/random.ts';
import { audioOf, wantedFile } from '../catalogue.ts';
import { hearing } from '../hearing.ts';
import { caller, names, startDeployment } from '../store-region.ts';

/** Many ids in one call. */

let deployment: Deployment;
let contents: () => Promise<string[]>;
let stop: () => Promise<void>;
let counter: Server;
let calls = 0;
let bytes = 0;

beforeAll(async () => {
  const started = await startDeployment();
  ({ contents, stop } = started);
  const { hostname, port } = new URL(started.access.endpoint ?? '');
  counter = createServer((asked, response) => {
    calls++;
    const { method, url: path, headers } = asked;
    const passed = request({ hostname, port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.rawHeaders);
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      answer.pipe(response);
    });
    asked.pipe(passed);
  });
  await new Promise<void>((ready) => counter.listen(0, '127.0.0.1', ready));
  const endpoint = `http://127.0.0.1:${(counter.address() as AddressInfo).port}`;
  deployment = openDeployment(names, 'eu-west-1', { ...started.access, endpoint });
});
afterAll(async () => {
  counter.closeAllConnections();
  counter.close();
  await stop();
});

const newBucket = async () => {
  const wanted = { name: 'many', type: 'File', region: 'eu-west-1', netType: 1, labels: [] } as const;
  return (await createBucket(deployment, caller, { ...wanted, metadataTemplate: null })).id;
};

/** Files of as many recordings, or of one. */
async function ready(bucketId: number, count: number, seedOf: (i: number) => number): Promise<File[]> {
  const files: File[] = [];
  for (let i = 0; i < count; i++) {
    const next = randomNumbers(seedOf(i));
    const words = Uint32Array.from({ length: 500 }, () => next() * 2 ** 32);
    const upload = { name: 'a.mp3', bytes: Uint8Array.of(i, seedOf(i)) };
    const described = { title: undefined, audioId: null, userDefined: {} };
    const file = await addFile(deployment, caller, bucketId, described, { dataType: 'audio', upload });
    await processObject(
      deployment,
      hearing(async () => ({ words, duration: 62 })),
      file.object,
    );
    files.push(file);
  }
  return files;
}

const idsOf = (files: readonly File[]) => files.map(({ id }) => id);
const tracesOf = async (files: readonly File[]) => {
  const all = (await contents()).join('\n');
  return files.filter(({ acrId }) => all.includes(acrId)).length;
};
/** A request in which every look at the clock takes so long. */
const slow = (ms: number): Deployment => {
  let now = Date.now();
  const later = () => {
    now += ms;
    return new Date(now);
  };
  return { ...deployment, now: later };
};

describe('a deletion of many files', () => {
  it.each([
    ['each a recording of its own', (i: number) => 100 + i],
    ['all of one recording', () => 7],
  ])('leaves nothing of them, in few calls: %s', async (_, seedOf) => {
    const bucketId = await newBucket();
    const files = await ready(bucketId, 30, seedOf);
    calls = 0;
    await deleteFiles(deployment, caller, bucketId, idsOf(files));
    // One by one they took some 150 each.
    expect(calls / files.length).toBeLessThan(40);
    expect(await tracesOf(files)).toBe(0);
    expect(await getBucket(deployment, caller, bucketId)).toMatchObject({ num: 0, size: 0 });
  });

  it('leaves to its todos what there is no time for, and counts at once', async () => {
    const bucketId = await newBucket();
    const files = await ready(bucketId, 8, (i) => 200 + i);
    await deleteFiles(slow(1000), caller, bucketId, idsOf(files));
    await expect(getFiles(deployment, caller, bucketId, idsOf(files))).rejects.toThrow(NotFound);
    expect(await getBucket(deployment, caller, bucketId)).toMatchObject({ num: 0, size: 0 });
    expect(await tracesOf(files)).toBe(8);
    await sweep({ ...deployment, now: () => new Date(Date.now() + 60_000) }, (_, error) => {
      throw error;
    });
    expect(await tracesOf(files)).toBe(0);
  });

  it('says how far it came when the time was too short, and goes on when it is sent again', async () => {
    const bucketId = await newBucket();
    const files = await ready(bucketId, 12, (i) => 300 + i);
    const late = deleteFiles(slow(2500), caller, bucketId, idsOf(files));
    await expect(late).rejects.toThrow(Busy);
    await expect(late).rejects.toThrow(/of 12 files are deleted\. Send the same again for the rest/);
    await deleteFiles(deployment, caller, bucketId, idsOf(files));
    expect(await getBucket(deployment, caller, bucketId)).toMatchObject({ num: 0, size: 0 });
  });
});

it('a move of many says how far it came, and goes on when it is sent again', async () => {
  const [from, to] = [await newBucket(), await newBucket()];
  const files = await ready(from, 12, (i) => 400 + i);
  await expect(moveFiles(slow(2500), caller, to, idsOf(files))).rejects.toThrow(/of 12 files are moved/);
  const moved = await moveFiles(deployment, caller, to, idsOf(files));
  expect(idsOf(moved)).toEqual(idsOf(files));
  expect((await getBucket(deployment, caller, to)).num).toBe(12);
});

it('of files whose title a search does not find nothing travels', async () => {
  const bucketId = await newBucket();
  const titles = Array.from({ length: 40 }, (_, i) => `${i} ${'a'.repeat(200)}`);
  for (const title of [...titles, 'Needle'])
    await addFile(deployment, caller, bucketId, { ...wantedFile, title }, audioOf(title));
  const list = { state: 0, sort: 'id', order: 'asc', offset: 0, limit: 20 } as const;
  bytes = 0;
  const { files, total } = await listFiles(deployment, caller, bucketId, { ...list, search: 'needle' });
  expect([total, files.map(({ title }) => title)]).toEqual([1, ['Needle']]);
  expect(bytes).toBeLessThan(6000);
});
