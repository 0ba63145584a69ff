import { getBucketOfType } from '#domain/buckets/buckets.ts';
import { NotFound } from '#domain/errors.ts';
import type { Caller } from '#domain/ports/account.ts';
import { type Deployment, type Region, regionOf } from '#domain/ports/deployment.ts';
import type { Entry, Track } from '#domain/ports/entry.ts';

/** The tracks of a group that an answer lists. */
export const LISTED = 1000;

/** Those of these entries that stand. */
export const committed = async (
  region: Region,
  bucketId: number,
  acrIds: readonly string[],
): Promise<Entry[]> =>
  (await region.entries.get(bucketId, acrIds)).filter(({ state }) => state === 'committed');

/** An entry with its tracks in order of arrival, the first 1,000 of them. */
export interface DedupGroup {
  readonly entry: Entry;
  readonly tracks: readonly Track[];
}

/** Tracks as they were at one moment: while an entry stands, none leaves. Undefined when it has gone. */
export async function groupOf(region: Region, { bucketId, acrId }: Entry): Promise<DedupGroup | undefined> {
  const tracks = await region.entries.tracks(acrId, LISTED);
  const [entry] = await committed(region, bucketId, [acrId]);
  return entry && { entry: { ...entry, count: countOf(entry, tracks) }, tracks };
}

/** How many there were when the tracks were listed. */
export const countOf = (entry: Entry, tracks: readonly Track[]): number =>
  tracks.length < LISTED ? tracks.length : entry.count;

/** The groups of two or more. */
export async function listGroups(
  deployment: Deployment,
  caller: Caller,
  bucketId: number,
  page: { offset: number; limit: number },
): Promise<{ groups: DedupGroup[]; total: number }> {
  await getBucketOfType(deployment, caller, bucketId, 'DedupFile');
  const region = regionOf(deployment, bucketId);
  const { entries, total } = await region.entries.groups(bucketId, page.offset, page.limit);
  const groups = await Promise.all(entries.map((entry) => groupOf(region, entry)));
  return { groups: groups.filter((group) => group !== undefined), total };
}

/** The group of a track id, or of an entry's acr_id. */
export async function getGroup(
  deployment: Deployment,
  caller: Caller,
  bucketId: number,
  ref: string,
): Promise<DedupGroup> {
  await getBucketOfType(deployment, caller, bucketId, 'DedupFile');
  const region = regionOf(deployment, bucketId);
  const entry =
    (await region.entries.ofTrack(bucketId, ref)) ?? (await committed(region, bucketId, [ref]))[0];
  const group = entry && (await groupOf(region, entry));
  if (!group) throw new NotFound('No such dedup file.');
  return group;
}
