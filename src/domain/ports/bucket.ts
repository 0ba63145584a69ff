export const bucketTypes = ['File', 'Live', 'LiveRec', 'LiveTimeshift', 'DedupFile'] as const;
export type BucketType = (typeof bucketTypes)[number];

/** A named set in one region: audio files (`File`) or unique recordings (`DedupFile`). */
export interface Bucket {
  readonly id: number;
  readonly uid: number;
  readonly name: string;
  readonly type: BucketType;
  readonly region: string;
  /** 1 online, 2 offline, 0 both. */
  readonly netType: 0 | 1 | 2;
  readonly labels: readonly string[];
  /** JSON as it was sent, byte for byte. */
  readonly metadataTemplate: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A bucket with what it holds. */
export interface CountedBucket extends Bucket {
  /** Files, or dedup entries. */
  readonly num: number;
  /** Bytes of stored audio. */
  readonly size: number;
}

export type BucketChanges = Partial<Pick<Bucket, 'name' | 'labels' | 'metadataTemplate'>>;

/** The buckets of one region. */
export interface BucketStore {
  /** A number no bucket of this region had before, from 1. */
  nextSequence(): Promise<number>;
  create(bucket: Bucket): Promise<void>;
  get(uid: number, id: number): Promise<CountedBucket | undefined>;
  /** All of an account's, in no order. */
  list(uid: number): Promise<CountedBucket[]>;
  /** False when it does not exist. */
  update(uid: number, id: number, changes: BucketChanges, updatedAt: Date): Promise<boolean>;
  /** In one transaction with the counters: `occupied` while they count anything. */
  remove(uid: number, id: number): Promise<'removed' | 'absent' | 'occupied'>;
}
