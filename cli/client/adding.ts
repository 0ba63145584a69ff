import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Refusal, reasonOf } from '../refusal.ts';
import { onDisk } from '../sync/folder-source.ts';
import { FileFailed } from '../sync/outcome.ts';
import { newKey, sendAudio } from '../sync/sending.ts';
import { filesNow, type RemoteFile } from './bucket-files.ts';
import type { Client } from './client.ts';

/** Milliseconds between two looks at files that are listened to. */
const PAUSE = 500;

/** Sends files into a bucket, of any size, and waits until they have been listened to. */
export async function addFiles(client: Client, bucketId: number, paths: readonly string[]) {
  const ids: number[] = [];
  for (const path of paths) ids.push(await add(client, bucketId, path));
  for (;;) {
    const files: RemoteFile[] = [...(await filesNow(client, bucketId, ids)).values()];
    if (files.every(({ state }) => state !== 0)) return files;
    await delay(PAUSE);
  }
}

async function add(client: Client, bucketId: number, path: string): Promise<number> {
  try {
    const { size, mtimeMs: modified } = await stat(path);
    const file = onDisk(
      { path: Buffer.from(resolve(path)), size, modified: Math.floor(modified), inode: '' },
      '',
    );
    return (await sendAudio({ client, bucketId, onSent: () => {} }, file, newKey())).id;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const why = error instanceof FileFailed ? error.message : reasonOf(error as NodeJS.ErrnoException);
    throw new Refusal(`${path} ${why}`);
  }
}
