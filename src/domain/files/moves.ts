import type { Attempt } from '#domain/attempt.ts';
import { getBucketOfType } from '#domain/buckets/buckets.ts';
import { enterCluster, filesScope } from '#domain/duplicates/clustering.ts';
import { mendCluster } from '#domain/duplicates/mending.ts';
import { Conflict, NotFound } from '#domain/errors.ts';
import { bucketOfOrigin } from '#domain/ids.ts';
import type { Caller } from '#domain/ports/account.ts';
import { type Deployment, type Region, regionOf } from '#domain/ports/deployment.ts';
import type { File, FileRef, Outcome } from '#domain/ports/file.ts';
import type { StoredFingerprint } from '#domain/ports/fingerprints.ts';
import { arriving, type Departure } from '#domain/ports/move.ts';
import { movedKey } from '#domain/ports/objects.ts';
import { todoAt } from '#domain/ports/todo.ts';
import { type RequestTime, timeOf } from '#domain/request-time.ts';
import { sideBySide } from '#domain/side-by-side.ts';
import { byRecording } from './by-recording.ts';
import { eraseFiles } from './deletion.ts';
import { getFiles } from './files.ts';
import { departuresOf, findFiles, locate } from './locate.ts';

const MINUTE = 60_000;
/** The worker is told at once. The sweeper takes over soon: until a departed file arrives, it is told in state 0; copied twice does no harm. */
const TAKEN_OVER_AFTER = MINUTE;
/** To another region a move takes half a second. Eight neighbouring ids count in eight different items. */
const MOVED_AT_ONCE = 8;
/** How long it is remembered that a file arrived: far longer than a move can take. */
const ARRIVAL_KEPT = 30 * 24 * 60 * MINUTE;

/**
 * Moves the known ones of the account's files into a bucket; id and acr_id stay. Within a region it is done at once;
 * to another region the file shows there in state 0, and its audio and fingerprint follow. Rejects with NotFound when
 * none is known, with Conflict while one is in state 0: then none is moved.
 */
export async function moveFiles(
  deployment: Deployment,
  caller: Caller,
  bucketId: number,
  refs: readonly FileRef[],
  time: RequestTime = timeOf(deployment),
): Promise<File[]> {
  await getBucketOfType(deployment, caller, bucketId, 'File');
  const files = await findFiles(deployment, caller, refs);
  // One that is there already may be on its way: whoever asks again is told what was done.
  refuseProcessing(files.filter((file) => file.bucketId !== bucketId));
  const moved = new Map<number, File>();
  await sideBySide(await byRecording(deployment, files), MOVED_AT_ONCE, async ([cluster, copies]) => {
    for (const file of copies) {
      time.refuseLate(`${moved.size} of ${files.length} files are moved`);
      const there = await moveFile(deployment, caller, file, bucketId);
      if (there) moved.set(file.id, there);
    }
    for (const source of new Set(copies.map((file) => regionOf(deployment, file.bucketId))))
      await mendCluster(source, caller.uid, cluster, deployment.now, time.isShort);
  });
  return files.flatMap(({ id }) => moved.get(id) ?? []);
}

/** As moveFiles, for files of a bucket: those it does not have are passed over. */
export async function moveFilesFrom(
  deployment: Deployment,
  caller: Caller,
  from: number,
  to: number,
  refs: readonly FileRef[],
  attempt: Attempt,
  time?: RequestTime,
): Promise<File[]> {
  // Those that an earlier attempt has moved are in this bucket no more.
  const noted = attempt.noted?.['ids'];
  const known = Array.isArray(noted) ? noted.filter((id) => typeof id === 'number') : undefined;
  const ids = known ?? (await getFiles(deployment, caller, from, refs)).map(({ id }) => id);
  await attempt.note({ ids });
  return moveFiles(deployment, caller, to, ids, time);
}

function refuseProcessing(files: readonly File[]): void {
  const processing = files.filter(({ state }) => state === 0).map(({ id }) => id);
  if (processing.length === 0) return;
  throw new Conflict(`Still processing: ${processing.join(', ')}. Move it when its state is 1 or -1.`);
}

/** The file where it is then; undefined when it was deleted meanwhile. */
async function moveFile(
  deployment: Deployment,
  caller: Caller,
  file: File,
  to: number,
): Promise<File | undefined> {
  let current: File | undefined = file;
  while (current && current.bucketId !== to) {
    refuseProcessing([current]);
    const isNear = regionOf(deployment, current.bucketId) === regionOf(deployment, to);
    const moved = isNear ? await relocate(deployment, current, to) : await send(deployment, current, to);
    if (moved) return moved;
    current = await locate(deployment, caller, file.acrId);
  }
  // An attempt may have died after the file had left, before it showed here.
  const departures = current?.state === 0 ? await departuresOf(deployment, file.acrId) : [];
  for (const departure of departures)
    if (departure.to === to && !(await arrive(deployment, departure))) throw new NotFound('No such bucket.');
  return current;
}

async function relocate(deployment: Deployment, file: File, to: number): Promise<File | undefined> {
  const now = deployment.now();
  await forward(deployment, file, to);
  const moved = await regionOf(deployment, to).moves.relocate(file, to, now);
  if (moved === 'bucket gone') throw new NotFound('No such bucket.');
  if (moved === 'changed') return undefined;
  return { ...file, bucketId: to, updatedAt: now };
}

async function send(deployment: Deployment, file: File, to: number): Promise<File | undefined> {
  const source = regionOf(deployment, file.bucketId);
  const moveId = crypto.randomUUID();
  const due = new Date(deployment.now().getTime() + TAKEN_OVER_AFTER);
  const todo = todoAt(due, { kind: 'finish-move', acrId: file.acrId });
  const departure = { moveId, file, to, todo: todo.id };
  await forward(deployment, file, to);
  if (!(await source.moves.depart(departure, todo))) return undefined;
  if (!(await arrive(deployment, departure))) throw new NotFound('No such bucket.');
  await source.files.announce(file);
  return arriving(departure, deployment.now());
}

/** Shows the file where it goes. False when that bucket is gone: then it is back where it was. */
async function arrive(deployment: Deployment, departure: Departure): Promise<boolean> {
  const { file, to, moveId } = departure;
  const until = new Date(deployment.now().getTime() + ARRIVAL_KEPT);
  const target = regionOf(deployment, to);
  const arrived = await target.moves.arrive(arriving(departure, deployment.now()), moveId, until);
  if (arrived === 'still leaving') {
    await finishMove(deployment, target, file.acrId);
    return arrive(deployment, departure);
  }
  if (arrived === 'arrived') return true;
  // Nothing was copied yet, so all it takes is to show it where it was.
  const source = regionOf(deployment, file.bucketId);
  const cameBack = await source.moves.comeBack(departure);
  if (cameBack === 'back') {
    const place = (await source.clusters.find([file.acrId])).get(file.acrId);
    if (place?.cluster) await mendCluster(source, file.uid, place.cluster, deployment.now);
  } else {
    await eraseFiles(source, [{ acrId: file.acrId, objects: [file.object] }]);
    await source.moves.forget(departure);
  }
  return false;
}

/** Where to look for a file that is not in the bucket its id names. Told before it goes, so that nobody loses it. */
async function forward(deployment: Deployment, file: File, to: number): Promise<void> {
  const origin = bucketOfOrigin(file.id);
  await regionOf(deployment, origin).moves.forward(origin, file, to);
}

/**
 * Carries a departed file's audio and fingerprint along and makes it ready there. Runs any number of times, also
 * after the file was deleted in its new bucket.
 */
export async function finishMove(deployment: Deployment, source: Region, acrId: string): Promise<void> {
  const departure = await source.moves.departure(acrId);
  if (!departure || !(await arrive(deployment, departure))) return;
  const { file, to, moveId } = departure;
  const target = regionOf(deployment, to);
  const there = await target.files.byAcrId(acrId);
  const object = movedKey(acrId, moveId);
  if (there?.state === 0 && there.bucketId === to) {
    const fingerprint = await copy(source, target, file, object);
    if (file.state === 1 && fingerprint)
      await enterCluster(
        target,
        there,
        { ...fingerprint, ...(file.audio && { audio: file.audio }) },
        file.size ?? 0,
        deployment.now,
      );
    await target.files.settle(there, outcomeOf(file), deployment.now(), object);
  }
  const isGone = !(await target.files.byAcrId(acrId)) && !(await target.moves.departure(acrId));
  if (isGone) await eraseFiles(target, [{ acrId, objects: [object] }]);
  await eraseFiles(source, [{ acrId, objects: [file.object] }]);
  await source.moves.forget(departure);
}

async function copy(
  source: Region,
  target: Region,
  file: File,
  object: string,
): Promise<StoredFingerprint | undefined> {
  const audio = await source.objects.open(file.object);
  if (audio) await target.objects.write(object, audio.stream());
  const fingerprint = (await source.fingerprints.get([file.acrId])).get(file.acrId);
  if (fingerprint) await target.fingerprints.put(file.acrId, fingerprint, filesScope(file.uid));
  return fingerprint;
}

function outcomeOf({ state, error, duration, size, md5, audio }: File): Outcome {
  return state === 1 ? { state, duration, size, md5, audio } : { state: -1, error: error ?? '', size, md5 };
}
