import { readFingerprint, UnusableFingerprint } from '#core/text/codec.ts';
import { enterCluster, filesScope } from '#domain/duplicates/clustering.ts';
import { mendCluster } from '#domain/duplicates/mending.ts';
import { Busy, Contended } from '#domain/errors.ts';
import { type Listen, type Recording, UnusableAudio } from '#domain/ports/audio.ts';
import type { Deployment, Region } from '#domain/ports/deployment.ts';
import type { Download } from '#domain/ports/download.ts';
import { type File, GIVEN_UP, hasNeverCome } from '#domain/ports/file.ts';
import { type StoredFingerprint, withDuration } from '#domain/ports/fingerprints.ts';
import { fileOfKey, type ObjectKey, type StoredObject } from '#domain/ports/objects.ts';
import { todoAt } from '#domain/ports/todo.ts';
import { untilServed } from '#domain/shedding.ts';
import { eraseFiles, eraseTraces } from './deletion.ts';
import { fetchAudio, fetchFingerprint, isJob } from './fetching.ts';
import { finishMove } from './moves.ts';
import { reopen } from './redriving.ts';

/**
 * A recording on which the worker failed or died as often is given up: as often as the queue delivers a message, so
 * that a machine that goes down now and then is not held against it.
 */
const ATTEMPTS = 5;

/** The longest fingerprint text worth reading: 24 hours as decimal words. */
const FINGERPRINT_BYTES = 16_000_000;

/**
 * Listens to what came for a file, or to what its job names, and settles it. Runs any number of times for one object,
 * also after the file was deleted: the last write requires that the file is still in state 0.
 */
export async function processObject(deployment: Deployment, tools: Tools, key: ObjectKey): Promise<void> {
  const { listen, download, about } = tools;
  const acrId = fileOfKey(key);
  if (!acrId) return;
  const region = deployment.here;
  const file = await region.files.byAcrId(acrId);
  if (!file) return finishOrErase(deployment, region, acrId, key);
  if (hasNeverCome(file)) {
    // They have come after all: perhaps the sweeper looked for them a moment too early.
    if (await region.objects.exists(file.object)) {
      // Also when it has changed meanwhile: then it is read anew.
      await reopen(deployment, file);
      return processObject(deployment, tools, key);
    }
  }
  if (file.state !== 0) return;
  about?.(file);
  await untilServed(region);
  const attempt = await region.files.begin(file);
  try {
    const fetched = isJob(file) ? await fetchAudio(deployment, file, download) : file;
    if (fetched && (await settle(deployment, fetched, listen, attempt))) return;
  } catch (error) {
    // That a store throttles is no fault of the recording.
    if (error instanceof Busy || error instanceof Contended) await region.files.takeBack(file);
    // A file that is deleted meanwhile takes its bytes away from under the decoder.
    if (await region.files.byAcrId(acrId)) throw error;
  }
  const left = await region.files.byAcrId(acrId);
  if (!left) return finishOrErase(deployment, region, acrId, key);
  if (hasNeverCome(left)) return processObject(deployment, tools, key);
}

/** False when the file was settled or deleted meanwhile, or has no bytes yet. */
async function settle(
  deployment: Deployment,
  file: File,
  listen: Listen,
  attempt: number | undefined,
): Promise<boolean> {
  const { here } = deployment;
  const object = await here.objects.open(file.object);
  if (!object || attempt === undefined) return false;
  const stored = bytesOf(file, object);
  try {
    refuse(file, object, attempt);
    const recording = await hear(deployment, file, object, listen);
    const { duration, audio = null } = recording;
    await here.fingerprints.put(file.acrId, recording, filesScope(file.uid));
    const outcome = { state: 1, duration, audio, ...(await stored()) } as const;
    const isGrouped = await enterCluster(here, file, recording, outcome.size ?? 0, deployment.now);
    if (!isGrouped || !(await here.files.settle(file, outcome, deployment.now()))) return false;
    deployment.tell('FileReady', 1);
    return true;
  } catch (error) {
    if (!(error instanceof UnusableAudio || error instanceof UnusableFingerprint)) throw error;
    const { acrId } = file;
    // An attempt that died may have come as far as the index.
    const isKnown = (await here.fingerprints.scopeOf(acrId)) !== undefined;
    const left = isKnown && todoAt(deployment.now(), { kind: 'erase-traces', acrId });
    const outcome = { state: -1, error: error.message, ...(await stored()), ...(left && { left }) } as const;
    const place = (await here.clusters.find([file.acrId])).get(file.acrId);
    const isSettled = await here.files.settle(file, outcome, deployment.now());
    if (isSettled) deployment.tell('FileRefused', 1, error instanceof GivenUp ? 'given up' : 'unusable');
    if (place?.cluster) await mendCluster(here, file.uid, place.cluster, deployment.now);
    if (isSettled && left) {
      await eraseTraces(here, [acrId]);
      await here.todos.done(left.id);
    }
    return isSettled;
  }
}

/** A file that is not here has departed for another region, or was deleted: then nothing of it may stay. */
async function finishOrErase(deployment: Deployment, region: Region, acrId: string, key: ObjectKey) {
  if (await region.moves.departure(acrId)) return finishMove(deployment, region, acrId);
  await eraseFiles(region, [{ acrId, objects: [key] }]);
}

/** What processing takes beside the stores. */
export interface Tools {
  readonly listen: Listen;
  readonly download: Download;
  /** Told which file it is, before anything is done with it. */
  readonly about?: (file: File) => void;
}

const isAudio = ({ dataType }: File): boolean => dataType === 'audio' || dataType === 'audio_url';

/** What is told of the bytes of audio; a fingerprint has none that count. */
function bytesOf(file: File, object: StoredObject) {
  return async () =>
    isAudio(file) ? { size: object.size, md5: await object.md5() } : { size: null, md5: null };
}

/** The worker failed on it, or died, as often as it may. */
class GivenUp extends UnusableAudio {}

/** Throws for what need not be listened to. */
function refuse({ announcedSize }: File, { size }: StoredObject, attempt: number): void {
  if (announcedSize !== null && announcedSize !== size) {
    throw new UnusableAudio(`The upload was announced with ${announcedSize} bytes, but ${size} came.`);
  }
  if (attempt > ATTEMPTS) {
    throw new GivenUp(GIVEN_UP);
  }
}

function hear(deployment: Deployment, file: File, object: StoredObject, listen: Listen): Promise<Recording> {
  if (isAudio(file)) return listen(object);
  return file.dataType === 'acrid' ? fetchFingerprint(deployment, file, object) : readText(object);
}

async function readText(object: StoredObject): Promise<StoredFingerprint> {
  if (object.size > FINGERPRINT_BYTES) {
    throw new UnusableFingerprint(
      `A fingerprint has at most ${FINGERPRINT_BYTES} bytes; this one has ${object.size}.`,
    );
  }
  return withDuration(readFingerprint(await object.read(0, object.size)));
}
