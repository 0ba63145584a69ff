import { getBucketOfType } from '#domain/buckets/buckets.ts';
import { matchAs } from '#domain/dedup/hearing.ts';
import { NotFound } from '#domain/errors.ts';
import type { Caller } from '#domain/ports/account.ts';
import { type Deployment, type Region, regionOf } from '#domain/ports/deployment.ts';
import type { Matching } from '#domain/ports/duplicate.ts';
import type { Placement } from '#domain/ports/entry.ts';
import type { File, FileRef } from '#domain/ports/file.ts';

/** Files that are told, at most: of a recording with more, the Duplicates API tells the others. */
const MOST = 100;
/** Seconds that are compared, at most: to hold 100 hours against an hour takes a function some 8 s. */
const MOST_COMPARED = 100 * 3600;

/** Another file of the same recording, and how it lies on the one that was asked for. */
export interface DuplicateOfFile {
  readonly file: File;
  /** Its bytes are the same. */
  readonly isExact: boolean;
  readonly placement: Placement;
}

/**
 * The copies of a file and the other members of its group of recordings, the best first, each compared with it. A
 * member that came into the group by what a third has in common with both may be little like it. In the file's
 * region; rejects with NotFound when the bucket does not have it.
 */
export async function getDuplicatesOfFile(
  deployment: Deployment,
  caller: Caller,
  bucketId: number,
  ref: FileRef,
): Promise<DuplicateOfFile[]> {
  await getBucketOfType(deployment, caller, bucketId, 'File');
  const region = regionOf(deployment, bucketId);
  const [file] = await region.files.find(bucketId, [ref]);
  if (!file) throw new NotFound('No such file.');
  const copies = new Set(await copiesOf(region, file));
  const members = await membersOf(region, file);
  const all = [...new Set([...copies, ...members])].filter((acrId) => acrId !== file.acrId);
  const acrIds = all.slice(0, Math.min(MOST, Math.max(1, MOST_COMPARED / file.duration)));
  const [others, fingerprints] = await Promise.all([
    region.files.byAcrIds(acrIds),
    region.fingerprints.get([file.acrId, ...acrIds.filter((acrId) => !copies.has(acrId))]),
  ]);
  const own = fingerprints.get(file.acrId);
  return others
    .flatMap((other): DuplicateOfFile[] => {
      if (copies.has(other.acrId)) return [{ file: other, isExact: true, placement: wholly(file) }];
      const known = fingerprints.get(other.acrId);
      return own && known ? [{ file: other, isExact: false, placement: matchAs(own, known) }] : [];
    })
    .sort(
      (a, b) =>
        Number(b.isExact) - Number(a.isExact) ||
        b.placement.similarity - a.placement.similarity ||
        b.placement.overlap - a.placement.overlap ||
        a.file.id - b.file.id,
    );
}

const wholly = ({ duration }: File) => ({ similarity: 1, offset: 0, overlap: duration, speed: 1 });

async function copiesOf(region: Region, { uid, md5, size }: File): Promise<string[]> {
  if (md5 === null) return [];
  const groups = await region.duplicates.withHash(uid, 'exact', md5);
  return itemsOf(region, uid, 'exact', groups.find(({ fileSize }) => fileSize === size)?.id);
}

async function membersOf(region: Region, { uid, acrId }: File): Promise<string[]> {
  const membership = (await region.clusters.find(uid, [acrId])).get(acrId);
  return itemsOf(region, uid, 'acoustic', membership?.cluster);
}

/** One more than are told: the file itself is among them. */
async function itemsOf(region: Region, uid: number, matching: Matching, group: string | undefined) {
  return group === undefined ? [] : region.duplicates.items(uid, matching, group, undefined, MOST + 1);
}
