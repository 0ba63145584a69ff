import { postingsOf } from '#domain/dedup/look.ts';
import { mendCluster } from '#domain/duplicates/mending.ts';
import type { Caller } from '#domain/ports/account.ts';
import { type Deployment, type Region, regionOf } from '#domain/ports/deployment.ts';
import type { File, FileRef } from '#domain/ports/file.ts';
import { inboxKey, type ObjectKey } from '#domain/ports/objects.ts';
import { todoAt } from '#domain/ports/todo.ts';
import { type RequestTime, timeOf } from '#domain/request-time.ts';
import { sideBySide } from '#domain/side-by-side.ts';
import { byRecording } from './by-recording.ts';
import { getFiles } from './files.ts';

/** Eight neighbouring ids count in eight different items. */
const REMOVED_AT_ONCE = 8;
/** Files whose traces go together: some thousand postings. */
const ERASED_AT_ONCE = 10;

/**
 * The known ones go, with audio and fingerprint. All records are gone before it answers; what was made of the files
 * goes too as long as there is time, the rest by its todos. Rejects with NotFound when none is known, with Busy when
 * the time was too short for all records.
 */
export async function deleteFiles(
  deployment: Deployment,
  caller: Caller,
  bucketId: number,
  refs: readonly FileRef[],
  time: RequestTime = timeOf(deployment),
): Promise<void> {
  const files = await getFiles(deployment, caller, bucketId, refs);
  const region = regionOf(deployment, bucketId);
  const removed: Removed[] = [];
  await sideBySide(await byRecording(deployment, files), REMOVED_AT_ONCE, async ([, copies]) => {
    for (const file of copies) {
      time.refuseLate(`${removed.length} of ${files.length} files are deleted`);
      const gone = await removeRecord(deployment, region, file);
      if (gone) removed.push(gone);
    }
  });
  // All records first: of those that go together none needs a new centre.
  await mendClusters(deployment, region, removed, time.isShort);
  for (let start = 0; start < removed.length && !time.isShort(); start += ERASED_AT_ONCE)
    await clearUp(region, removed.slice(start, start + ERASED_AT_ONCE));
}

/** The record and all that was made of the file. */
export async function deleteRecord(deployment: Deployment, region: Region, file: File): Promise<void> {
  const removed = await removeRecord(deployment, region, file);
  if (!removed) return;
  await mendClusters(deployment, region, [removed]);
  await clearUp(region, [removed]);
}

/** What a file leaves behind, and the todo by which it goes. */
interface Removed extends Leftover {
  readonly uid: number;
  readonly todoId: string;
  /** The cluster that it was in. */
  readonly cluster: string | null;
}

/** Undefined when another has deleted it, who finishes that. */
async function removeRecord(
  deployment: Deployment,
  region: Region,
  file: File,
): Promise<Removed | undefined> {
  const { acrId, uid } = file;
  // A record that changes under us (its processing ends) is read again.
  for (let current: File | undefined = file; current; current = await region.files.byAcrId(acrId)) {
    const objects = [current.object];
    const todo = todoAt(deployment.now(), { kind: 'erase-file', acrId, objects });
    const { cluster = null } = (await region.clusters.find([acrId])).get(acrId) ?? {};
    if (await region.files.remove(current, todo)) return { acrId, uid, objects, cluster, todoId: todo.id };
  }
  return undefined;
}

/** What is left of the clusters that they were in is held against one another, until it is late. */
async function mendClusters(
  { now }: Deployment,
  region: Region,
  removed: readonly Removed[],
  isLate?: () => boolean,
): Promise<void> {
  const left = new Map(removed.flatMap(({ cluster, uid }) => (cluster === null ? [] : [[cluster, uid]])));
  for (const [cluster, uid] of left) await mendCluster(region, uid, cluster, now, isLate);
}

async function clearUp(region: Region, removed: readonly Removed[]): Promise<void> {
  await eraseFiles(region, removed);
  await sideBySide(removed, ERASED_AT_ONCE, ({ todoId }) => region.todos.done(todoId));
}

export interface Leftover {
  readonly acrId: string;
  readonly objects: readonly ObjectKey[];
}

/** What files leave behind when their records are gone; the upload or job each began with, too. */
export async function eraseFiles(region: Region, files: readonly Leftover[]): Promise<void> {
  const acrIds = files.map(({ acrId }) => acrId);
  const objects = files.flatMap((file) => [inboxKey(file.acrId), ...file.objects]);
  await region.objects.remove([...new Set(objects)]);
  await eraseTraces(region, acrIds);
}

/** What stands of recordings in the index, and their fingerprints. */
export async function eraseTraces(region: Region, acrIds: readonly string[]): Promise<void> {
  const scopes = await sideBySide(acrIds, ERASED_AT_ONCE, async (acrId) => ({
    acrId,
    scope: await region.fingerprints.scopeOf(acrId),
  }));
  const known = await region.fingerprints.get(acrIds);
  for (const [scope, indexed] of Map.groupBy(scopes, ({ scope }) => scope)) {
    const postings = indexed.flatMap(({ acrId }) => {
      const words = known.get(acrId)?.words;
      return words ? postingsOf(acrId, words) : [];
    });
    if (scope !== undefined && postings.length > 0) await region.index.remove(scope, postings);
  }
  await sideBySide(acrIds, ERASED_AT_ONCE, (acrId) => region.fingerprints.remove(acrId));
}
