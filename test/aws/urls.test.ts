import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addFile } from '#domain/adding.ts';
import { UnusableAudio } from '#domain/audio.ts';
import { createBucket, getBucket } from '#domain/buckets.ts';
import { deleteFiles } from '#domain/deletion.ts';
import { type Deployment, type Region, regionOf } from '#domain/deployment.ts';
import { type Download, DownloadFailed } from '#domain/download.ts';
import type { File } from '#domain/file.ts';
import { getFiles, updateFile } from '#domain/files.ts';
import { moveFiles } from '#domain/moves.ts';
import { inboxKey } from '#domain/objects.ts';
import { processObject, type Tools } from '#domain/processing.ts';
import { sweep } from '#domain/sweeping.ts';
import { caller, startDeployment } from './store-region.ts';

let deployment: Deployment;
let stop: () => Promise<void>;
beforeAll(async () => {
  const started = await startDeployment();
  stop = started.stop;
  deployment = noting(started.deployment);
});
afterAll(() => stop());

/** Every key under which a download was stored. */
const written: string[] = [];
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

const url = 'https://media.example.com/song.mp3?key=secret';
const song = new TextEncoder().encode('hello');
const recording = { words: Uint32Array.of(1, 2, 3), duration: 61.4 };
async function* bytes() {
  yield song.subarray(0, 2);
  yield song.subarray(2);
}
const download: Download = (_, keep) => keep(bytes());
const noDownload: Download = async () => {
  throw new Error('downloaded again');
};
const tools: Tools = { download, listen: async () => recording };
const failing: Tools = {
  ...tools,
  download: async () => {
    throw new DownloadFailed('media.example.com answered 404 instead of 200 with the file.');
  },
};

const fileBucket = async (region = 'eu-west-1') => {
  const wanted = { name: 'files', type: 'File', region, netType: 1, labels: [] } as const;
  return (await createBucket(deployment, caller, { ...wanted, metadataTemplate: null })).id;
};
const add = async (bucketId?: number) => {
  const wanted = { title: undefined, audioId: null, userDefined: {} } as const;
  return addFile(deployment, caller, bucketId ?? (await fileBucket()), wanted, {
    dataType: 'audio_url',
    url,
  });
};
const get = async (file: File) => (await getFiles(deployment, caller, file.bucketId, [file.id]))[0];
const later = (minutes: number, of = deployment): Deployment => ({
  ...of,
  now: () => new Date(Date.now() + minutes * 60_000),
});
const sweepAt = (minutes: number) =>
  sweep(later(minutes), (_, error) => {
    throw error;
  });
/** The downloads of a file that are there. */
async function stored(file: File): Promise<string[]> {
  const keys = written.filter((key) => key.includes(file.acrId));
  const there = await Promise.all(keys.map((key) => deployment.here.objects.exists(key)));
  return keys.filter((_, i) => there[i]);
}
const isReady = async (file: File) => {
  const ready = await get(file);
  expect(ready).toMatchObject({ state: 1, duration: 61.4, size: 5, error: null });
  expect(ready).toMatchObject({ md5: '5d41402abc4b2a76b9719d911017c592' });
  expect(await stored(file)).toEqual([ready?.object]);
  expect((await deployment.here.fingerprints.get([file.acrId])).get(file.acrId)).toEqual(recording);
  const { num, size } = await getBucket(deployment, caller, file.bucketId);
  expect({ num, size }).toEqual({ num: 1, size: 5 });
};
const isErased = async (file: File) => {
  expect(await stored(file)).toEqual([]);
  expect(await deployment.here.objects.exists(inboxKey(file.acrId))).toBe(false);
  expect((await deployment.here.fingerprints.get([file.acrId])).size).toBe(0);
};

describe('a file from a URL', () => {
  it('is a job in the inbox, then what the job names, listened to like any audio', async () => {
    const file = await add();
    expect(file).toMatchObject({ state: 0, dataType: 'audio_url', size: null, object: inboxKey(file.acrId) });
    let asked = '';
    await processObject(
      deployment,
      {
        download: (named, keep) => {
          asked = named;
          return keep(bytes());
        },
        listen: async (source) => {
          expect(Buffer.from(await source.read(0, 10)).toString()).toBe('hello');
          return recording;
        },
      },
      file.object,
    );
    expect(asked).toBe(url);
    await isReady(file);
    await processObject(deployment, { ...tools, download: noDownload }, file.object);
    await isReady(file);
  });

  it('that cannot be downloaded ends at once, with the reason', async () => {
    const file = await add();
    await processObject(deployment, failing, file.object);
    const error = 'media.example.com answered 404 instead of 200 with the file.';
    expect(await get(file)).toMatchObject({ state: -1, error, size: null, md5: null });
    await deleteFiles(deployment, caller, file.bucketId, [file.id]);
    await isErased(file);
  });

  it('that is no audio ends with the reason, its bytes kept', async () => {
    const file = await add();
    const listen = async () => {
      throw new UnusableAudio('The recording is silent throughout.');
    };
    await processObject(deployment, { ...tools, listen }, file.object);
    expect(await get(file)).toMatchObject({
      state: -1,
      error: 'The recording is silent throughout.',
      size: 5,
    });
    expect(await stored(file)).toHaveLength(1);
  });

  it('is left to the next try when the store fails', async () => {
    const file = await add();
    const broken: Download = async (_, keep) => {
      await keep(bytes());
      throw new Error('the store throttles');
    };
    await expect(processObject(deployment, { ...tools, download: broken }, file.object)).rejects.toThrow(
      'the store throttles',
    );
    expect(await get(file)).toMatchObject({ state: 0 });
    await processObject(deployment, tools, file.object);
    await sweepAt(31);
    await isReady(file);
  });

  it('is deleted with its audio and its job', async () => {
    const file = await add();
    await processObject(deployment, tools, file.object);
    await deleteFiles(deployment, caller, file.bucketId, [file.id]);
    await isErased(file);
  });

  it.each(['before it is kept', 'after'])('may be deleted while it is downloaded, %s', async (when) => {
    const file = await add();
    const remove = () => deleteFiles(deployment, caller, file.bucketId, [file.id]);
    const deleting: Download = async (_, keep) => {
      if (when !== 'after') await remove();
      const kept = await keep(bytes());
      if (when === 'after') await remove();
      return kept;
    };
    await processObject(deployment, { ...tools, download: deleting }, file.object);
    expect(written.filter((key) => key.includes(file.acrId))).toHaveLength(1);
    await isErased(file);
  });

  it('may be deleted while it is listened to', async () => {
    const file = await add();
    const listen = async () => {
      await deleteFiles(deployment, caller, file.bucketId, [file.id]);
      return recording;
    };
    await processObject(deployment, { ...tools, listen }, file.object);
    await isErased(file);
  });

  /** Deletes it, `first` coming between the reading of its record and its removal. */
  const deleteAfter = (file: File, first: () => Promise<unknown>) => {
    let isFirst = true;
    const remove: Region['files']['remove'] = async (...args) => {
      if (isFirst) await first();
      isFirst = false;
      return here.files.remove(...args);
    };
    const { here } = deployment;
    const raced: Region = { ...here, files: { ...here.files, remove } };
    const regions = deployment.regions.map((region) => (region === here ? raced : region));
    return deleteFiles({ ...deployment, regions }, caller, file.bucketId, [file.id]);
  };

  it('takes its audio along when it is deleted just as that comes', async () => {
    const file = await add();
    await deleteAfter(file, () => processObject(deployment, tools, file.object));
    await isErased(file);
  });

  it('keeps its audio when it moves to another region just as it is deleted here', async () => {
    const file = await add();
    await processObject(deployment, tools, file.object);
    const there = await fileBucket('us-west-2');
    const source = (await get(file))?.object ?? '';
    await deleteAfter(file, () => moveFiles(deployment, caller, there, [file.id]));
    await processObject(deployment, tools, source);
    const [moved] = await getFiles(deployment, caller, there, [file.id]);
    expect(moved).toMatchObject({ state: 1, size: 5 });
    expect(await regionOf(deployment, there).objects.exists(moved?.object ?? '')).toBe(true);
  });

  it('may be renamed while it is downloaded', async () => {
    const file = await add();
    const renaming: Download = async (_, keep) => {
      await updateFile(deployment, caller, file.bucketId, file.id, { title: 'other' });
      return keep(bytes());
    };
    await processObject(deployment, { ...tools, download: renaming }, file.object);
    await isReady(file);
    expect(await get(file)).toMatchObject({ title: 'other' });
  });

  it('moves to another region with its audio', async () => {
    const file = await add();
    await processObject(deployment, tools, file.object);
    const there = await fileBucket('us-west-2');
    const source = (await get(file))?.object ?? '';
    await moveFiles(deployment, caller, there, [file.id]);
    // The worker is told of the object the file had here.
    await processObject(deployment, { ...tools, download: noDownload }, source);
    const [moved] = await getFiles(deployment, caller, there, [file.id]);
    expect(moved).toMatchObject({ state: 1, size: 5 });
    const { objects } = regionOf(deployment, there);
    const audio = await objects.open(moved?.object ?? '');
    expect(Buffer.from((await audio?.read(0, 10)) ?? []).toString()).toBe('hello');
    await isErased(file);
  });
});

describe('two deliveries at once', () => {
  it('end with one object that both listened to, and the other gone', async () => {
    const file = await add();
    const meeting = Promise.withResolvers<void>();
    let waiting = 0;
    // Both have stored their bytes before either goes on.
    const together: Download = async (_, keep) => {
      const kept = await keep(bytes());
      if (++waiting === 2) meeting.resolve();
      await meeting.promise;
      return kept;
    };
    const deliver = () => processObject(deployment, { ...tools, download: together }, file.object);
    await Promise.all([deliver(), deliver()]);
    expect(new Set(written.filter((key) => key.includes(file.acrId))).size).toBe(2);
    await isReady(file);
    await sweepAt(31);
    await isReady(file);
  });

  it('listen to the same bytes though the URL gives others each time', async () => {
    const file = await add();
    const heard: string[] = [];
    const differing = (text: string): Tools => ({
      download: async (_, keep) =>
        keep(
          (async function* () {
            yield new TextEncoder().encode(text);
          })(),
        ),
      listen: async (source) => {
        heard.push(Buffer.from(await source.read(0, 10)).toString());
        return recording;
      },
    });
    await Promise.all(
      ['one', 'two', 'six'].map((text) => processObject(deployment, differing(text), file.object)),
    );
    expect(new Set(heard).size).toBe(1);
    expect(await stored(file)).toEqual([(await get(file))?.object]);
  });

  it('do not end in an error that one of them met', async () => {
    const file = await add();
    const begun = Promise.withResolvers<void>();
    const downloaded = Promise.withResolvers<void>();
    const listened = Promise.withResolvers<void>();
    const slow = processObject(
      deployment,
      {
        download: async (_, keep) => {
          await begun.promise;
          return keep(bytes());
        },
        listen: async () => {
          downloaded.resolve();
          await listened.promise;
          return recording;
        },
      },
      file.object,
    );
    const unlucky: Download = async () => {
      begun.resolve();
      await downloaded.promise;
      throw new DownloadFailed('media.example.com answered 404 instead of 200 with the file.');
    };
    await processObject(deployment, { ...tools, download: unlucky }, file.object);
    listened.resolve();
    await slow;
    await isReady(file);
  });
});

/** The deployment, dying before the nth write of a worker, and the number of writes that were tried. */
function dyingAt(nth: number): { mortal: Deployment; writes: () => number } {
  let calls = 0;
  const guard = <A extends unknown[], R>(write: (...args: A) => Promise<R>) => {
    return async (...args: A): Promise<R> => {
      if (calls++ >= nth) throw new Error('killed');
      return write(...args);
    };
  };
  const { here } = deployment;
  const { objects, files, todos, fingerprints } = here;
  const mortal: Region = {
    ...here,
    objects: { ...objects, write: guard(objects.write), remove: guard(objects.remove) },
    files: { ...files, adopt: guard(files.adopt), settle: guard(files.settle) },
    todos: { ...todos, add: guard(todos.add), done: guard(todos.done) },
    fingerprints: { ...fingerprints, put: guard(fingerprints.put) },
  };
  return { mortal: { ...deployment, here: mortal }, writes: () => calls };
}

describe('a worker that dies before any of its writes', () => {
  it.each([
    ['a URL that is there', tools, isReady],
    [
      'one that is not',
      failing,
      async (file: File) => {
        expect(await get(file)).toMatchObject({ state: -1, size: null });
        expect(await stored(file)).toEqual([]);
      },
    ],
  ])('leaves nothing behind that the next try or the sweeper does not mend: %s', async (_, means, isRight) => {
    let died = true;
    for (let nth = 0; died; nth++) {
      const file = await add();
      const { mortal } = dyingAt(nth);
      died = await processObject(mortal, means, file.object).then(
        () => false,
        () => true,
      );
      await processObject(deployment, means, file.object);
      await sweepAt(31);
      await isRight(file);
      expect(nth).toBeLessThan(20);
    }
  });

  it('does not download again what the record names already', async () => {
    const file = await add();
    const { mortal, writes } = dyingAt(3);
    await expect(processObject(mortal, tools, file.object)).rejects.toThrow('killed');
    expect(writes()).toBe(4);
    await processObject(deployment, { ...tools, download: noDownload }, file.object);
    await isReady(file);
  });

  it('leaves no audio of a file that is deleted before the next try', async () => {
    for (let nth = 0; nth < 5; nth++) {
      const file = await add();
      await expect(processObject(dyingAt(nth).mortal, tools, file.object)).rejects.toThrow('killed');
      await deleteFiles(deployment, caller, file.bucketId, [file.id]);
      await processObject(deployment, { ...tools, download: noDownload }, file.object);
      await sweepAt(31);
      await isErased(file);
    }
  });

  it('never names an object that the sweeper has removed', async () => {
    const file = await add();
    const asleep: Download = async (_, keep) => {
      const kept = await keep(bytes());
      await sweepAt(31);
      return kept;
    };
    await processObject(deployment, { ...tools, download: asleep }, file.object);
    expect(await get(file)).toMatchObject({ state: 0, object: inboxKey(file.acrId) });
    await processObject(deployment, tools, file.object);
    await isReady(file);
  });
});
