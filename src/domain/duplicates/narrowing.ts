import type { Region } from '#domain/ports/deployment.ts';
import type { DuplicateGroup, Matching } from '#domain/ports/duplicate.ts';

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
  const sizes = files.map(({ size }) => size ?? 0);
  const fileSize = sizes.reduce((most, size) => Math.max(most, size), 0);
  const footprint = sizes.reduce((sum, size) => sum + size, -fileSize);
  const own = files.map(({ acrId }) => acrId).sort();
  return { ...group, count: files.length, fileSize, footprint, acrIds: own };
}
