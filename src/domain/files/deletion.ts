import { postingsOf } from '#domain/dedup/look.ts';
import { fillUp, handOver } from '#domain/duplicates/clustering.ts';
import type { Caller } from '#domain/ports/account.ts';
import { type Deployment, type Region, regionOf } from '#domain/ports/deployment.ts';
import type { File, FileRef } from '#domain/ports/file.ts';
import { inboxKey, type ObjectKey } from '#domain/ports/objects.ts';
import { todoAt } from '#domain/ports/todo.ts';
import { getFiles } from './files.ts';

/** The known ones go, with audio and fingerprint. Rejects with NotFound when none is known. */
export async function deleteFiles(
  deployment: Deployment,
  caller: Caller,
  bucketId: number,
  refs: readonly FileRef[],
): Promise<void> {
  const files = await getFiles(deployment, caller, bucketId, refs);
  const region = regionOf(deployment, bucketId);
  for (const file of files) await deleteRecord(deployment, region, file);
}

/** The record and all that was made of the file. */
export async function deleteRecord(deployment: Deployment, region: Region, file: File): Promise<void> {
  const { acrId } = file;
  // A record that changes under us (its processing ends) is read again; one that is gone is another's to finish.
  for (let current: File | undefined = file; current; current = await region.files.byAcrId(acrId)) {
    const objects = [current.object];
    const todo = todoAt(deployment.now(), { kind: 'erase-file', acrId, objects });
    const crowd = await handOver(region, current);
    if (!(await region.files.remove(current, todo))) continue;
    await eraseFile(region, acrId, objects);
    if (crowd) await fillUp(region, current.uid, crowd);
    return region.todos.done(todo.id);
  }
}

/** What a file leaves behind when its record is gone; the upload or job it began with, too. */
export async function eraseFile(region: Region, acrId: string, objects: readonly ObjectKey[]): Promise<void> {
  await region.objects.remove([...new Set([inboxKey(acrId), ...objects])]);
  const scope = await region.fingerprints.scopeOf(acrId);
  const known = scope && (await region.fingerprints.get([acrId])).get(acrId);
  if (scope && known) await region.index.remove(scope, postingsOf(acrId, known.words));
  await region.fingerprints.remove(acrId);
}
