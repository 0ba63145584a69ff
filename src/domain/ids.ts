import { codeOf, regionWithCode } from './regions.ts';

/**
 * Bucket id: sequence in its region · 64 + the region's code, below 2^25.
 * File id: id of the bucket it was made in · 2^28 + 2^27 + sequence in that bucket, below 2^53.
 * Both are unique over all regions by construction, and never reused.
 */
const REGION_CODES = 64;
const BUCKETS = 2 ** 25;
const FILES_PER_BUCKET = 2 ** 28;
/** Where sequences begin whose records are spread over keys: ids below it are of before they were. */
const SPREAD_FROM = 2 ** 27;

/** The id of a region's nth bucket, n from 1. */
export function bucketIdOf(region: string, sequence: number): number {
  const id = sequence * REGION_CODES + codeOf(region);
  if (id >= BUCKETS) throw new Error(`Region ${region} has used up its bucket ids`);
  return id;
}

/** The region a bucket lives in; undefined when no bucket can have this id. */
export function regionOfBucket(bucketId: number): string | undefined {
  return bucketId < BUCKETS ? regionWithCode(bucketId % REGION_CODES) : undefined;
}

/** The id of the nth file made in a bucket, n from 1. */
export function fileIdOf(bucketId: number, sequence: number): number {
  if (SPREAD_FROM + sequence >= FILES_PER_BUCKET)
    throw new Error(`Bucket ${bucketId} has used up its file ids`);
  return bucketId * FILES_PER_BUCKET + SPREAD_FROM + sequence;
}

/** Whether the bucket's files are kept under several keys, of which the id tells one. */
export const isSpread = (fileId: number): boolean => fileId % FILES_PER_BUCKET >= SPREAD_FROM;

/** The bucket a file was made in; a file that was moved lives elsewhere. */
export function bucketOfOrigin(fileId: number): number {
  return Math.floor(fileId / FILES_PER_BUCKET);
}

/** A new acr_id or task id: 32 lower-case hex characters, 122 random bits. */
export function newAcrId(): string {
  return crypto.randomUUID().replaceAll('-', '');
}
