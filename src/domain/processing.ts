import { readFingerprint, UnusableFingerprint } from '#core/codec.ts';
import { type Listen, UnusableAudio } from './audio.ts';
import type { Deployment, Region } from './deployment.ts';
import type { File, Outcome } from './file.ts';
import { eraseFile } from './files.ts';
import { type StoredFingerprint, withDuration } from './fingerprints.ts';
import { finishMove } from './moves.ts';
import { fileOfInboxKey, type ObjectKey, type StoredObject } from './objects.ts';

/** The longest fingerprint text worth reading: 24 hours as decimal words. */
const FINGERPRINT_BYTES = 16_000_000;

/**
 * Listens to what an inbox object holds and settles its file. Runs any number of times for one object, also
 * after the file was deleted: the last write requires that the file is still in state 0.
 */
export async function processObject(deployment: Deployment, listen: Listen, key: ObjectKey): Promise<void> {
  const acrId = fileOfInboxKey(key);
  if (!acrId) return;
  const region = deployment.here;
  const file = await region.files.byAcrId(acrId);
  if (!file) return finishOrErase(deployment, region, acrId, key);
  if (file.state !== 0) {
    // Its record was closed because these bytes had not come in time.
    if (file.state === -1 && file.size === null && file.dataType === 'audio')
      await region.objects.remove([key]);
    return;
  }
  const object = await region.objects.open(key);
  if (!object) return;
  try {
    const { outcome, fingerprint } = await listenTo(file, object, listen);
    if (fingerprint) await region.fingerprints.put(acrId, fingerprint);
    if (await region.files.settle(file, outcome, deployment.now())) return;
  } catch (error) {
    // A file that is deleted meanwhile takes its bytes away from under the decoder.
    if (await region.files.byAcrId(acrId)) throw error;
  }
  if (!(await region.files.byAcrId(acrId))) await eraseFile(region, acrId, [key]);
}

/** A file that is not here has departed for another region, or was deleted: then nothing of it may stay. */
async function finishOrErase(deployment: Deployment, region: Region, acrId: string, key: ObjectKey) {
  if (await region.moves.departure(acrId)) return finishMove(deployment, region, acrId);
  await eraseFile(region, acrId, [key]);
}

interface Heard {
  readonly outcome: Outcome;
  readonly fingerprint?: StoredFingerprint;
}

async function listenTo(file: File, object: StoredObject, listen: Listen): Promise<Heard> {
  const stored = async () =>
    file.dataType === 'audio' ? { size: object.size, md5: await object.md5() } : { size: null, md5: null };
  if (file.announcedSize !== null && file.announcedSize !== object.size) {
    const error = `The upload was announced with ${file.announcedSize} bytes, but ${object.size} came.`;
    return { outcome: { state: -1, error, ...(await stored()) } };
  }
  try {
    const fingerprint = file.dataType === 'audio' ? await listen(object) : await readText(object);
    return { fingerprint, outcome: { state: 1, duration: fingerprint.duration, ...(await stored()) } };
  } catch (error) {
    if (!(error instanceof UnusableAudio || error instanceof UnusableFingerprint)) throw error;
    return { outcome: { state: -1, error: error.message, ...(await stored()) } };
  }
}

async function readText(object: StoredObject): Promise<StoredFingerprint> {
  if (object.size > FINGERPRINT_BYTES) {
    throw new UnusableFingerprint(
      `A fingerprint has at most ${FINGERPRINT_BYTES} bytes; this one has ${object.size}.`,
    );
  }
  return withDuration(readFingerprint(await object.read(0, object.size)));
}
