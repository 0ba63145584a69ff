import { getBucketOfType } from '#domain/buckets/buckets.ts';
import type { Caller } from '#domain/ports/account.ts';
import { type Deployment, type Region, regionOf } from '#domain/ports/deployment.ts';
import type { DuplicateGroup, ListedTo, Matching } from '#domain/ports/duplicate.ts';
import { sideBySide } from '#domain/side-by-side.ts';
import { keptAmong } from './kept-copy.ts';

/** Groups that are read at a time. */
export const READ_AT_A_TIME = 200;
export const READS_AT_ONCE = 40;

/** Whose duplicates are asked for: all files of the caller in a region, or those of one bucket. */
export interface Listing {
  readonly region: Region;
  readonly uid: number;
  readonly matching: Matching;
  readonly bucketId: number | undefined;
}

/** Rejects with NotFound or Invalid when there is no such bucket of files. */
export async function listingOf(
  deployment: Deployment,
  caller: Caller,
  matching: Matching,
  bucketId: number | undefined,
): Promise<Listing> {
  if (bucketId !== undefined) await getBucketOfType(deployment, caller, bucketId, 'File');
  const region = bucketId === undefined ? deployment.here : regionOf(deployment, bucketId);
  return { region, uid: caller.uid, matching, bucketId };
}

/** A group with the acr_ids of its files, ascending. */
export interface WholeGroup extends DuplicateGroup {
  readonly acrIds: readonly string[];
}

/** What of a group lies in one bucket; undefined when that is no group of two. */
export async function narrowed(
  region: Region,
  uid: number,
  matching: Matching,
  group: DuplicateGroup,
  bucketId: number,
): Promise<WholeGroup | undefined> {
  const acrIds = await region.duplicates.items(uid, matching, group.id, undefined, Number.POSITIVE_INFINITY);
  const files = (await region.files.byAcrIds(acrIds)).filter((file) => file.bucketId === bucketId);
  if (files.length < 2) return undefined;
  const own = files.map(({ acrId }) => acrId).sort();
  const part = { ...group, count: files.length, acrIds: own };
  if (matching === 'exact') return { ...part, footprint: (files.length - 1) * group.fileSize };
  const kept = await keptAmong(region, uid, group.id, own);
  return kept && { ...part, ...kept };
}

/** What of the account's next groups lies in the bucket, each with its place among all; and where they end. */
export async function nextGroups(
  { region, uid, matching, bucketId = 0 }: Listing,
  after: ListedTo | undefined,
) {
  const all = await region.duplicates.groups(uid, matching, after, READ_AT_A_TIME);
  const since = after?.since ?? (await region.duplicates.now(uid, matching));
  const read = await sideBySide(all, READS_AT_ONCE, async (group) => {
    const part = await narrowed(region, uid, matching, group, bucketId);
    return part ? [{ ...part, place: group }] : [];
  });
  const last = all.length < READ_AT_A_TIME ? undefined : all.at(-1);
  return { groups: read.flat(), next: last && { count: last.count, id: last.id, since } };
}

/** What a page token of a listing is bound to. */
export const boundTo = ({ region, uid, matching, bucketId }: Listing) => [
  region.name,
  uid,
  matching,
  ...(bucketId === undefined ? [] : [bucketId]),
];
