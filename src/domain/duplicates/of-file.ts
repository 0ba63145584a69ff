import type { Relation } from '#core/match/relation.ts';
import { getBucketOfType } from '#domain/buckets/buckets.ts';
import { matchAs } from '#domain/dedup/hearing.ts';
import { NotFound } from '#domain/errors.ts';
import type { Caller } from '#domain/ports/account.ts';
import { type Deployment, type Region, regionOf } from '#domain/ports/deployment.ts';
import type { Matching } from '#domain/ports/duplicate.ts';
import type { Placement } from '#domain/ports/entry.ts';
import type { File, FileRef } from '#domain/ports/file.ts';
import { centresNear } from './near.ts';

/** Files that are told, at most: of a recording with more, the Duplicates API tells the others. */
const MOST = 100;
/** Seconds that are compared, at most: to hold 100 hours against an hour takes a function some 8 s. */
const MOST_COMPARED = 100 * 3600;

/** Another file that shares sound, and how it lies on the one that was asked for. */
export interface DuplicateOfFile {
  readonly file: File;
  /** Its bytes are the same. */
  readonly isExact: boolean;
  readonly relation: NonNullable<Relation>;
  readonly placement: Placement;
}

/**
 * The copies of a file and what of the account is the same recording, or (`any`) shares sound with it, the best first,
 * each compared with it: a member of its cluster is a duplicate of the centre, and need not be one of it. In the file's
 * region; rejects with NotFound when the bucket does not have it.
 */
export async function getDuplicatesOfFile(
  deployment: Deployment,
  caller: Caller,
  bucketId: number,
  ref: FileRef,
  wanted: 'same' | 'any',
): Promise<DuplicateOfFile[]> {
  await getBucketOfType(deployment, caller, bucketId, 'File');
  const region = regionOf(deployment, bucketId);
  const [file] = await region.files.find(bucketId, [ref]);
  if (!file) throw new NotFound('No such file.');
  const copies = new Set(await copiesOf(region, file));
  const own = (await region.fingerprints.get([file.acrId])).get(file.acrId);
  const [cluster] = await clustersOf(region, file.uid, [file.acrId]);
  const members = cluster ? await itemsOf(region, file.uid, 'acoustic', cluster.id) : [];
  // What another centre was the better match for is in that one's cluster.
  const near = own ? await centresNear(region, file.uid, own.words, file.acrId) : [];
  const theirs = await Promise.all(
    (await clustersOf(region, file.uid, near)).map(({ id }) => itemsOf(region, file.uid, 'acoustic', id)),
  );
  const all = [...new Set([...copies, ...members, ...near, ...theirs.flat()])].filter(
    (id) => id !== file.acrId,
  );
  const acrIds = all.slice(0, Math.min(MOST, Math.max(1, MOST_COMPARED / file.duration)));
  const [others, fingerprints] = await Promise.all([
    region.files.byAcrIds(acrIds),
    region.fingerprints.get(acrIds.filter((acrId) => !copies.has(acrId))),
  ]);
  return others
    .flatMap((other): DuplicateOfFile[] => {
      if (copies.has(other.acrId))
        return [{ file: other, isExact: true, relation: 'same', placement: wholly(file) }];
      const known = fingerprints.get(other.acrId);
      const match = own && known && matchAs(own, known);
      // What was heard at another speed when it came is a duplicate of the centre, though the words alone do not tell.
      const isOfCentre = [file.acrId, other.acrId].includes(cluster?.centre ?? '');
      const isMember = isOfCentre && members.includes(other.acrId);
      const relation = isMember ? 'same' : (match?.relation ?? null);
      if (!match || relation === null) return [];
      return [{ file: other, isExact: false, relation: seenFrom(relation), placement: match }];
    })
    .filter(({ relation }) => wanted === 'any' || relation === 'same')
    .sort(
      (a, b) =>
        Number(b.isExact) - Number(a.isExact) ||
        Number(b.relation === 'same') - Number(a.relation === 'same') ||
        b.placement.similarity - a.placement.similarity ||
        b.placement.overlap - a.placement.overlap ||
        a.file.id - b.file.id,
    );
}

/** How the one that was asked for is related to the other: the other was laid on it. */
function seenFrom(relation: NonNullable<Relation>): NonNullable<Relation> {
  if (relation === 'excerpt') return 'whole';
  return relation === 'whole' ? 'excerpt' : relation;
}

const wholly = ({ duration }: File) => ({ similarity: 1, offset: 0, overlap: duration, speed: 1 });

async function copiesOf(region: Region, { uid, md5, size }: File): Promise<string[]> {
  if (md5 === null) return [];
  const groups = await region.duplicates.withHash(uid, 'exact', md5);
  return itemsOf(region, uid, 'exact', groups.find(({ fileSize }) => fileSize === size)?.id);
}

/** Where these stand. */
async function clustersOf(region: Region, uid: number, acrIds: readonly string[]) {
  const places = [...(await region.clusters.find(acrIds)).values()];
  return region.clusters.get(uid, [...new Set(places.flatMap(({ cluster }) => cluster ?? []))]);
}

/** One more than are told: the file itself is among them. */
async function itemsOf(region: Region, uid: number, matching: Matching, group: string | undefined) {
  return group === undefined ? [] : region.duplicates.items(uid, matching, group, undefined, MOST + 1);
}
