import { getBucketOfType } from '#domain/buckets/buckets.ts';
import { NotFound } from '#domain/errors.ts';
import type { Caller } from '#domain/ports/account.ts';
import { type Deployment, type Region, regionOf } from '#domain/ports/deployment.ts';
import type { Entry } from '#domain/ports/entry.ts';
import { todoAt } from '#domain/ports/todo.ts';
import { type RequestTime, timeOf } from '#domain/request-time.ts';
import { sideBySide } from '#domain/side-by-side.ts';
import { committed } from './groups.ts';
import { eraseEntry } from './insert.ts';

/** Counters lie in eight items. */
const REMOVED_AT_ONCE = 8;
const ERASED_AT_ONCE = 5;

/**
 * The known ones go, with their fingerprints and all their track ids: what there is no time for, by its todo. Rejects
 * with NotFound when none is known, with Busy when there was no time for all entries.
 */
export async function deleteDedupFiles(
  deployment: Deployment,
  caller: Caller,
  bucketId: number,
  acrIds: readonly string[],
  time: RequestTime = timeOf(deployment),
): Promise<void> {
  await getBucketOfType(deployment, caller, bucketId, 'DedupFile');
  const region = regionOf(deployment, bucketId);
  const entries = await committed(region, bucketId, acrIds);
  const removed: Removed[] = [];
  await sideBySide(entries, REMOVED_AT_ONCE, async (entry) => {
    time.refuseLate(`${removed.length} of ${entries.length} entries are deleted`);
    const gone = await removeEntry(deployment, region, entry);
    if (gone) removed.push(gone);
  });
  if (removed.length === 0) throw new NotFound('No such dedup file.');
  await sideBySide(removed, ERASED_AT_ONCE, async ({ acrId, todoId }) => {
    if (time.isShort()) return;
    await eraseEntry(region, bucketId, acrId);
    await region.todos.done(todoId);
  });
}

interface Removed {
  readonly acrId: string;
  readonly todoId: string;
}

/** Undefined when somebody else has deleted it. */
async function removeEntry(
  deployment: Deployment,
  region: Region,
  entry: Entry,
): Promise<Removed | undefined> {
  const { bucketId, acrId } = entry;
  const todo = todoAt(deployment.now(), { kind: 'erase-entry', bucketId, acrId });
  let current: Entry | undefined = entry;
  // Its second track may join under us: then the entry is read again.
  while (current && !(await region.entries.remove(current, todo))) {
    [current] = await committed(region, bucketId, [acrId]);
  }
  return current && { acrId, todoId: todo.id };
}
