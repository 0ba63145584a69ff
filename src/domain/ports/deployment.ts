import { NotFound } from '#domain/errors.ts';
import { regionOfBucket } from '#domain/ids.ts';
import type { BucketStore } from './bucket.ts';
import type { ClusterStore } from './cluster.ts';
import type { DumpStore } from './dump.ts';
import type { DuplicateStore } from './duplicate.ts';
import type { EntryStore } from './entry.ts';
import type { FileStore } from './file.ts';
import type { FingerprintStore, IndexStore } from './fingerprints.ts';
import type { KeyStore } from './key.ts';
import type { Tell } from './measures.ts';
import type { MoveStore } from './move.ts';
import type { ObjectStore } from './objects.ts';
import type { RecountStore } from './recount.ts';
import type { RestoreStore } from './restore.ts';
import type { TodoStore } from './todo.ts';
import type { TokenStore } from './token.ts';

/** Everything that is kept in one region. */
export interface Region {
  readonly name: string;
  /** Ms for which nothing new is to be begun here: its tables throttle. */
  busyFor(): number;
  readonly buckets: BucketStore;
  readonly files: FileStore;
  readonly moves: MoveStore;
  readonly duplicates: DuplicateStore;
  readonly clusters: ClusterStore;
  readonly recounts: RecountStore;
  readonly restore: RestoreStore;
  readonly entries: EntryStore;
  readonly fingerprints: FingerprintStore;
  readonly index: IndexStore;
  readonly objects: ObjectStore;
  readonly dumps: DumpStore;
  readonly keys: KeyStore;
  readonly todos: TodoStore;
  readonly tokens: TokenStore;
}

/** The regions of one deployment, all reachable from each. */
export interface Deployment {
  /** Where this code runs. */
  readonly here: Region;
  /** Every deployed region. */
  readonly regions: readonly Region[];
  now(): Date;
  /** Tells whoever watches over the deployment. */
  readonly tell: Tell;
}

/** The region of this name; undefined when it is not deployed. */
export function regionNamed(deployment: Deployment, name: string | undefined): Region | undefined {
  return deployment.regions.find((region) => region.name === name);
}

/** The region a bucket id names. Rejects with NotFound when there can be no such bucket. */
export function regionOf(deployment: Deployment, bucketId: number): Region {
  const region = regionNamed(deployment, regionOfBucket(bucketId));
  if (!region) throw new NotFound('No such bucket.');
  return region;
}
