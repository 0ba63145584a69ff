import { describe, expect, it } from 'vitest';
import { deleteFiles } from '#domain/files/deletion.ts';
import { processObject, type Tools } from '#domain/files/processing.ts';
import type { Deployment, Region } from '#domain/ports/deployment.ts';
import { type Download, DownloadFailed } from '#domain/ports/download.ts';
import type { File } from '#domain/ports/file.ts';
import { inboxKey } from '#domain/ports/objects.ts';
import { caller } from '../store-region.ts';
import {
  add,
  bytes,
  deployment,
  failing,
  get,
  isErased,
  isReady,
  noDownload,
  recording,
  stored,
  sweepAt,
  tools,
  withDeployment,
  written,
} from './downloading.ts';

withDeployment();

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
