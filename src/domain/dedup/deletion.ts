import { getBucketOfType } from '#domain/buckets/buckets.ts';
import { NotFound } from '#domain/errors.ts';
import type { Caller } from '#domain/ports/account.ts';
import { type Deployment, type Region, regionOf } from '#domain/ports/deployment.ts';
import type { Entry } from '#domain/ports/entry.ts';
import { todoAt } from '#domain/ports/todo.ts';
import { committed } from './groups.ts';
import { eraseEntry } from './insert.ts';

/** The known ones go, with their fingerprints and all their track ids. Rejects with NotFound when none is known. */
export async function deleteDedupFiles(
  deployment: Deployment,
  caller: Caller,
  bucketId: number,
  acrIds: readonly string[],
): Promise<void> {
  await getBucketOfType(deployment, caller, bucketId, 'DedupFile');
  const region = regionOf(deployment, bucketId);
  const entries = await committed(region, bucketId, acrIds);
  let deleted = 0;
  for (const entry of entries) if (await deleteEntry(deployment, region, entry)) deleted++;
  if (deleted === 0) throw new NotFound('No such dedup file.');
}

/** False when somebody else has deleted it. */
async function deleteEntry(deployment: Deployment, region: Region, entry: Entry): Promise<boolean> {
  const { bucketId, acrId } = entry;
  const todo = todoAt(deployment.now(), { kind: 'erase-entry', bucketId, acrId });
  let current: Entry | undefined = entry;
  // Its second track may join under us: then the entry is read again.
  while (current && !(await region.entries.remove(current, todo))) {
    [current] = await committed(region, bucketId, [acrId]);
  }
  if (!current) return false;
  await eraseEntry(region, bucketId, acrId);
  await region.todos.done(todo.id);
  return true;
}
