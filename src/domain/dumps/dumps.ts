import { getBucketOfType } from '#domain/buckets/buckets.ts';
import { Lapsed, NotFound } from '#domain/errors.ts';
import { newAcrId } from '#domain/ids.ts';
import type { Caller } from '#domain/ports/account.ts';
import { type Deployment, regionOf } from '#domain/ports/deployment.ts';
import type { Dump } from '#domain/ports/dump.ts';
import { dumpKey } from '#domain/ports/objects.ts';
import { todoAt } from '#domain/ports/todo.ts';

const DAY = 24 * 60 * 60_000;
/** When the sweeper looks for the first time whether somebody is at it. */
const LOOKED_AFTER = 5 * 60_000;
const DOWNLOAD_SECONDS = 3600;
/** Bytes: in base64 they fit an answer of Lambda. */
const SENT_AT_ONCE = 4 * 1024 ** 2;

export const hasLapsed = (dump: Dump, now: Date): boolean => now.getTime() - dump.startedAt.getTime() >= DAY;

/** Starts a dump of a bucket's files, or tells the one of the last 24 hours; after a failed one it starts anew. */
export async function getDump(deployment: Deployment, caller: Caller, bucketId: number): Promise<Dump> {
  const bucket = await getBucketOfType(deployment, caller, bucketId, 'File');
  const region = regionOf(deployment, bucketId);
  const previous = await region.dumps.latest(bucketId);
  const now = deployment.now();
  if (previous && previous.status !== -1 && !hasLapsed(previous, now)) return previous;
  const taskId = newAcrId();
  const task = { kind: 'dump', bucketId, taskId, tries: 0, step: 0 } as const;
  const todo = todoAt(new Date(now.getTime() + LOOKED_AFTER), task);
  const dump: Dump = {
    taskId,
    bucketId,
    uid: caller.uid,
    bucketName: bucket.name,
    status: 0,
    progress: 0,
    startedAt: now,
    todo: todo.id,
    step: 0,
    heldUntil: new Date(0),
    checkpoint: null,
  };
  if (!(await region.dumps.start(dump, todo, previous))) return getDump(deployment, caller, bucketId);
  await region.dumps.announce(dump);
  return dump;
}

/** A dump to be sent, or where it is. */
export type Download =
  | { readonly bytes: Uint8Array; readonly fileName: string }
  | { readonly location: string };

/**
 * A ready dump, or where it can be downloaded; the task id is all the right one needs. A small one is sent at once:
 * some clients carry their Authorization along to the other host, where two ways to say who one is are refused.
 */
export async function getDownload(
  deployment: Deployment,
  bucketId: number,
  taskId: string,
): Promise<Download> {
  const region = regionOf(deployment, bucketId);
  const dump = await region.dumps.get(bucketId, taskId);
  if (dump && hasLapsed(dump, deployment.now())) {
    throw new Lapsed('This address was good for 24 hours: ask for the dump again.');
  }
  if (dump?.status !== 1) throw new NotFound('No such dump.');
  const day = dump.startedAt.toISOString().slice(0, 10);
  const fileName = `refrain-${bucketId}-${day}.jsonl.gz`;
  const object = await region.objects.open(dumpKey(taskId));
  if (!object) throw new NotFound('No such dump.');
  if (object.size <= SENT_AT_ONCE) return { bytes: await object.read(0, object.size), fileName };
  const key = dumpKey(taskId);
  return { location: await region.objects.presignGet(key, fileName, 'application/gzip', DOWNLOAD_SECONDS) };
}
