import { describe, expect, it } from 'vitest';
import { deleteFiles } from '#domain/files/deletion.ts';
import { getFiles, updateFile } from '#domain/files/files.ts';
import { moveFiles } from '#domain/files/moves.ts';
import { processObject } from '#domain/files/processing.ts';
import { UnusableAudio } from '#domain/ports/audio.ts';
import { type Region, regionOf } from '#domain/ports/deployment.ts';
import type { Download } from '#domain/ports/download.ts';
import type { File } from '#domain/ports/file.ts';
import { inboxKey } from '#domain/ports/objects.ts';
import { caller } from '../store-region.ts';
import {
  add,
  bytes,
  deployment,
  failing,
  fileBucket,
  get,
  isErased,
  isReady,
  noDownload,
  recording,
  stored,
  sweepAt,
  tools,
  url,
  withDeployment,
  written,
} from './downloading.ts';

withDeployment();

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
