import { UnusableFingerprint } from '#core/text/codec.ts';
import { Busy } from '#domain/errors.ts';
import { type Deployment, type Region, regionOf } from '#domain/ports/deployment.ts';
import { type Download, DownloadFailed } from '#domain/ports/download.ts';
import type { File } from '#domain/ports/file.ts';
import type { StoredFingerprint } from '#domain/ports/fingerprints.ts';
import { downloadKey, inboxKey, type ObjectKey, type StoredObject } from '#domain/ports/objects.ts';
import { todoAt } from '#domain/ports/todo.ts';
import { readJob } from './job.ts';
import { locate } from './locate.ts';

/** No worker lives as long: a download that has no record by then never gets one. */
const ABANDONED_AFTER = 30 * 60_000;

/** Whether a file's object is still the job, and not yet what was downloaded for it. */
export const isJob = ({ dataType, object, acrId }: File): boolean =>
  dataType === 'audio_url' && object === inboxKey(acrId);

/**
 * Downloads what a file's job names and points its record to it: of two deliveries, the one that does so first, and
 * both go on with its object. Answers the file as it is then; undefined when there is nothing more to do.
 */
export async function fetchAudio(
  deployment: Deployment,
  file: File,
  download: Download,
): Promise<File | undefined> {
  const region = deployment.here;
  const job = await region.objects.open(file.object);
  if (!job) return undefined;
  const url = await readJob(job, 'url');
  const object = downloadKey(file.acrId);
  // Written before the object, it goes when a record names it: whatever is left by then, nobody does.
  const due = new Date(deployment.now().getTime() + ABANDONED_AFTER);
  const todo = todoAt(due, { kind: 'erase-object', object });
  await region.todos.add(todo);
  try {
    await download(url, (bytes) => region.objects.write(object, bytes));
  } catch (error) {
    if (!(error instanceof DownloadFailed)) throw error;
    const isSettled = await region.files.settle(
      file,
      { state: -1, error: error.message, size: null, md5: null },
      deployment.now(),
    );
    if (isSettled) deployment.tell('FileRefused', 1, 'download failed');
    await abandon(region, object, todo.id);
    return undefined;
  }
  const isOurs = await region.files.adopt(file, object, todo.id);
  const now = await region.files.byAcrId(file.acrId);
  const isNamed = isOurs || now?.object === object || (await region.moves.departure(file.acrId));
  if (!isNamed) await abandon(region, object, todo.id);
  return now && now.state === 0 && !isJob(now) ? now : undefined;
}

/** The fingerprint of the file that a job names. Rejects with UnusableFingerprint when that is gone, with Busy while it moves. */
export async function fetchFingerprint(
  deployment: Deployment,
  { uid }: File,
  job: StoredObject,
): Promise<StoredFingerprint> {
  const acrId = await readJob(job, 'acrId');
  const original = await locate(deployment, { uid }, acrId);
  // On its way to another region, its fingerprint behind it.
  const onItsWay = () => new Busy(`The file ${acrId} is on its way: its copy waits for it.`);
  if (original?.state === 0) throw onItsWay();
  const region = original && regionOf(deployment, original.bucketId);
  const fingerprint = (await region?.fingerprints.get([acrId]))?.get(acrId);
  if (fingerprint) return fingerprint;
  // It may have moved on since.
  const now = original && (await locate(deployment, { uid }, acrId));
  if (now && now.state !== -1) throw onItsWay();
  throw new UnusableFingerprint(`The file ${acrId} was deleted before it could be copied.`);
}

async function abandon(region: Region, object: ObjectKey, todoId: string): Promise<void> {
  await region.objects.remove([object]);
  await region.todos.done(todoId);
}
