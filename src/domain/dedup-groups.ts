import type { Caller } from './account.ts';
import { getBucketOfType } from './buckets.ts';
import { type Deployment, type Region, regionOf } from './deployment.ts';
import type { Entry, Member } from './entry.ts';
import { NotFound } from './errors.ts';

/** The members of a group that an answer lists. */
export const LISTED = 1000;

/** Those of these entries that stand. */
export const committed = async (
  region: Region,
  bucketId: number,
  acrIds: readonly string[],
): Promise<Entry[]> =>
  (await region.entries.get(bucketId, acrIds)).filter(({ state }) => state === 'committed');

/** An entry with its members in order of arrival, the first 1,000 of them. */
export interface Group {
  readonly entry: Entry;
  readonly members: readonly Member[];
}

/** Members as they were at one moment: while an entry stands, none leaves. Undefined when it has gone. */
export async function groupOf(region: Region, { bucketId, acrId }: Entry): Promise<Group | undefined> {
  const members = await region.entries.members(acrId, LISTED);
  const [entry] = await committed(region, bucketId, [acrId]);
  return entry && { entry: { ...entry, count: countOf(entry, members) }, members };
}

/** How many there were when the members were listed. */
export const countOf = (entry: Entry, members: readonly Member[]): number =>
  members.length < LISTED ? members.length : entry.count;

/** The groups of two or more. */
export async function listGroups(
  deployment: Deployment,
  caller: Caller,
  bucketId: number,
  page: { offset: number; limit: number },
): Promise<{ groups: Group[]; total: number }> {
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
): Promise<Group> {
  await getBucketOfType(deployment, caller, bucketId, 'DedupFile');
  const region = regionOf(deployment, bucketId);
  const entry =
    (await region.entries.ofTrack(bucketId, ref)) ?? (await committed(region, bucketId, [ref]))[0];
  const group = entry && (await groupOf(region, entry));
  if (!group) throw new NotFound('No such dedup file.');
  return group;
}
