import { type Attempt, onlyAttempt } from '#domain/attempt.ts';
import { Conflict, Invalid, NotFound, Unreachable } from '#domain/errors.ts';
import { bucketIdOf } from '#domain/ids.ts';
import type { Caller } from '#domain/ports/account.ts';
import type { Bucket, BucketChanges, BucketType, CountedBucket } from '#domain/ports/bucket.ts';
import { type Deployment, regionNamed, regionOf } from '#domain/ports/deployment.ts';
import { searchFor } from '#domain/search.ts';

export type NewBucket = Pick<Bucket, 'name' | 'type' | 'region' | 'netType' | 'labels' | 'metadataTemplate'>;

export async function createBucket(
  deployment: Deployment,
  caller: Caller,
  wanted: NewBucket,
  attempt: Attempt = onlyAttempt,
): Promise<CountedBucket> {
  const region = regionNamed(deployment, wanted.region.toLowerCase());
  if (!region) throw new Invalid(wrongRegion(deployment, wanted.region));
  const made = attempt.noted?.['bucketId'];
  const found = typeof made === 'number' ? await region.buckets.get(caller.uid, made) : undefined;
  if (found) return found;
  const id = bucketIdOf(region.name, await region.buckets.nextSequence());
  await attempt.note({ bucketId: id });
  const now = deployment.now();
  const bucket = { ...wanted, region: region.name, id, uid: caller.uid, createdAt: now, updatedAt: now };
  await region.buckets.create(bucket);
  return { ...bucket, num: 0, size: 0 };
}

/** What is wrong with a region that is not deployed, by the field; nothing of one that is. */
export function wrongRegion({ regions }: Deployment, wanted: string): Record<string, string[]> {
  const names = regions.map(({ name }) => name);
  return names.includes(wanted.toLowerCase())
    ? {}
    : { region: [`The region field must be one of ${names.join(', ')}.`] };
}

/** The caller's bucket. Rejects with NotFound, also for another account's. */
export async function getBucket(
  deployment: Deployment,
  caller: Caller,
  bucketId: number,
): Promise<CountedBucket> {
  const bucket = await regionOf(deployment, bucketId).buckets.get(caller.uid, bucketId);
  if (!bucket) throw new NotFound('No such bucket.');
  return bucket;
}

/** The caller's bucket of this type. Rejects with Invalid when it is of another. */
export async function getBucketOfType(
  deployment: Deployment,
  caller: Caller,
  bucketId: number,
  type: BucketType,
): Promise<CountedBucket> {
  const bucket = await getBucket(deployment, caller, bucketId);
  if (bucket.type === type) return bucket;
  throw new Invalid({
    bucket_id: [`Bucket ${bucketId} is of type ${bucket.type}; this needs a bucket of type ${type}.`],
  });
}

/** Which of the caller's buckets, and which page of them. */
export interface BucketList {
  readonly region: string | undefined;
  readonly type: BucketType | undefined;
  /** Part of the name, in any case. */
  readonly search: string | undefined;
  readonly offset: number;
  readonly limit: number;
}

/** How long a list waits for a region, in milliseconds: less than a caller waits for the list. */
const PATIENCE = 6000;

/** The caller's buckets over all regions, newest first; without those of the regions in `missing`, which do not answer. */
export async function listBuckets(
  deployment: Deployment,
  caller: Caller,
  { region: wanted, type, search = '', offset, limit }: BucketList,
): Promise<{ buckets: CountedBucket[]; total: number; missing: string[] }> {
  const regions = deployment.regions.filter(({ name }) => !wanted || name === wanted.toLowerCase());
  const lists = await Promise.all(
    regions.map(({ name, buckets }) => within(PATIENCE, name, buckets.list(caller.uid))),
  );
  const missing = lists.flatMap((list) => (list instanceof Unreachable ? list : []));
  if (missing[0] && missing.length === regions.length) throw missing[0];
  const isFound = searchFor(search);
  const found = lists
    .flatMap((list) => (list instanceof Unreachable ? [] : list))
    .filter((bucket) => !type || bucket.type === type)
    .filter(({ name }) => isFound(name))
    .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || b.id - a.id);
  return {
    buckets: found.slice(offset, offset + limit),
    total: found.length,
    missing: regions.flatMap(({ name }, place) => (lists[place] instanceof Unreachable ? name : [])),
  };
}

/** What the region answers, or that it does not, within so many milliseconds. */
async function within<T>(milliseconds: number, region: string, answer: Promise<T>): Promise<T | Unreachable> {
  const late = new Unreachable(`The region ${region} does not answer. Try again in a moment.`);
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<Unreachable>((resolve) => {
    timer = setTimeout(() => resolve(late), milliseconds);
  });
  try {
    return await Promise.race([answer, patience]);
  } catch (error) {
    if (error instanceof Unreachable) return error;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** What a bucket is for good, by the names of the fields. */
export interface FixedFields {
  readonly region: string | undefined;
  readonly type: BucketType | undefined;
  readonly net_type: Bucket['netType'] | undefined;
}

/** Throws Invalid for each of these that a bucket has otherwise. */
function refuseOther(bucket: Bucket, { region, type, net_type: netType }: FixedFields): void {
  const sentences = {
    ...(region !== undefined &&
      region.toLowerCase() !== bucket.region && { region: ['The region field cannot be changed.'] }),
    ...(type !== undefined && type !== bucket.type && { type: ['The type field cannot be changed.'] }),
    ...(netType !== undefined &&
      netType !== bucket.netType && { net_type: ['The net_type field cannot be changed.'] }),
  };
  if (Object.keys(sentences).length > 0) throw new Invalid(sentences);
}

/** Changes a bucket. Rejects with NotFound, or with Invalid when it would be made into another. */
export async function updateBucket(
  deployment: Deployment,
  caller: Caller,
  bucketId: number,
  changes: BucketChanges,
  fixed: FixedFields,
): Promise<CountedBucket> {
  refuseOther(await getBucket(deployment, caller, bucketId), fixed);
  const region = regionOf(deployment, bucketId);
  const found = await region.buckets.update(caller.uid, bucketId, changes, deployment.now());
  if (!found) throw new NotFound('No such bucket.');
  return getBucket(deployment, caller, bucketId);
}

export async function deleteBucket(deployment: Deployment, caller: Caller, bucketId: number): Promise<void> {
  const removed = await regionOf(deployment, bucketId).buckets.remove(caller.uid, bucketId);
  if (removed === 'absent') throw new NotFound('No such bucket.');
  if (removed === 'occupied') {
    throw new Conflict(`Bucket ${bucketId} is not empty: delete what it holds first.`);
  }
}
