import { createHash } from 'node:crypto';
import { getDump } from '#domain/dumps/dumps.ts';
import { writeDump } from '#domain/dumps/writing.ts';
import { memberOf } from '#domain/duplicates/clustering.ts';
import { fileIdOf, newAcrId } from '#domain/ids.ts';
import type { Deployment } from '#domain/ports/deployment.ts';
import type { File } from '#domain/ports/file.ts';
import { todoAt } from '#domain/ports/todo.ts';
import { sideBySide } from '#domain/side-by-side.ts';
import { account } from '../../test/aws/catalogue.ts';

const WRITERS = 24;
export const SIZE = 4_000_000;

/** Half of a catalogue's files are pairs of equal bytes: a group for every four files. */
const hashOf = (uid: number, i: number) =>
  createHash('md5')
    .update(`${uid} ${i % 4 === 1 ? i - 1 : i}`)
    .digest('hex');

/** Writes `count` file records as uploads leave them, through the store: each is added, grouped and settled. */
export async function fill(
  { here }: Deployment,
  uid: number,
  bucketId: number,
  count: number,
  done: (files: number) => void,
): Promise<void> {
  let written = 0;
  const places = Array.from({ length: count }, (_, i) => i);
  await sideBySide(places, WRITERS, async (i) => {
    const file = recordOf(uid, bucketId, i);
    const todo = {
      ...todoAt(file.createdAt, { kind: 'settle-file', acrId: file.acrId, tries: 0 }),
      id: file.todo,
    };
    if (!(await here.files.add(file, todo))) throw new Error('the bucket is gone');
    // No recording is another's: each is alone in its group.
    const member = memberOf(file, { duration: 200, size: SIZE, audio: null });
    await here.clusters.found(uid, { member, was: undefined, file });
    if (!(await here.files.settle(file, settled(uid, i), file.updatedAt))) throw new Error('settled twice');
    done(++written);
  });
}

/** How the file at this place is settled. */
export const settled = (uid: number, i: number) =>
  ({ state: 1, duration: 200, size: SIZE, md5: hashOf(uid, i), audio: null }) as const;

/** The record of the file at this place, as it is added. */
export function recordOf(uid: number, bucketId: number, i: number): File {
  const acrId = newAcrId();
  const now = new Date();
  return {
    id: fileIdOf(bucketId, i + 1),
    acrId,
    uid,
    bucketId,
    state: 0,
    title: `Song number ${i} of a catalogue${i % 1000 === 7 ? ', live' : ''}`,
    fileName: null,
    audioId: `track-${i}`,
    duration: 0,
    userDefined: { artist: `Artist ${i % 500}`, isrc: `QZ-AAA-26-${String(i).padStart(5, '0')}` },
    dataType: 'audio',
    size: null,
    md5: null,
    audio: null,
    error: null,
    createdAt: now,
    updatedAt: now,
    object: `inbox/${acrId}`,
    todo: todoAt(now, { kind: 'settle-file', acrId, tries: 0 }).id,
    request: null,
    announcedSize: null,
    counted: 0,
    version: 1,
  };
}

/** A dump from the call to the finished object. */
export async function dump(deployment: Deployment, uid: number, bucketId: number): Promise<void> {
  const { taskId } = await getDump(deployment, account(uid), bucketId);
  const deadline = new Date(Date.now() + 900_000);
  await writeDump(deployment, bucketId, taskId, (file) => JSON.stringify(file), deadline);
  const ended = await deployment.here.dumps.get(bucketId, taskId);
  if (ended?.status !== 1) throw new Error('the dump did not end');
}
