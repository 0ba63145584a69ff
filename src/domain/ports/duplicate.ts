/** `exact`: equal bytes. `acoustic`: the same recording. */
export const matchings = ['exact', 'acoustic'] as const;
export type Matching = (typeof matchings)[number];

/** Files of an account in one region that are duplicates of each other: two or more. */
export interface DuplicateGroup {
  /** Unique in its list; sorts by hash, then size. */
  readonly id: string;
  readonly hash: string;
  readonly count: number;
  /** The acr_id of the copy worth keeping; absent of equal bytes, and of what an earlier version grouped. */
  readonly keep?: string;
  /** Bytes of that copy. */
  readonly fileSize: number;
  /** Bytes that deleting its duplicates frees. */
  readonly footprint: number;
}

/** What all groups of an account come to. */
export interface Footprint {
  readonly groups: number;
  readonly items: number;
  /** Bytes that could be freed. */
  readonly bytes: number;
}

/** A moment in the life of a list of groups: what changed since can be told from what did not. */
export type Moment = readonly number[];

/** Where a listing stands: behind this group, as it was listed then. */
export interface ListedTo {
  readonly since: Moment;
  readonly count: number;
  readonly id: string;
}

/**
 * The duplicates of one region. They are counted in the transactions that change the files' records, so that no
 * question here depends on how many files there are.
 */
export interface DuplicateStore {
  footprint(uid: number, matching: Matching): Promise<Footprint>;
  now(uid: number, matching: Matching): Promise<Moment>;
  /** The next groups, most copies first, ties by id; behind a place, only those that have not changed since. */
  groups(
    uid: number,
    matching: Matching,
    after: ListedTo | undefined,
    limit: number,
  ): Promise<DuplicateGroup[]>;
  /** The groups that have this hash. */
  withHash(uid: number, matching: Matching, hash: string): Promise<DuplicateGroup[]>;
  /** acr_ids of a group's files, ascending, behind `after`. */
  items(
    uid: number,
    matching: Matching,
    groupId: string,
    after: string | undefined,
    limit: number,
  ): Promise<string[]>;
}

/** One of a group's files, as the group counts it. */
export interface Member {
  readonly acrId: string;
  readonly size: number;
  /** A kept copy that it is no duplicate of; of equal bytes none is. */
  readonly unlike: string | null;
}

/** What a group's head counts. */
export interface Tally {
  readonly count: number;
  /** The copy worth keeping; null where all are alike. */
  readonly keep: string | null;
  /** Bytes of that copy. */
  readonly fileSize: number;
  /** Bytes that deleting its duplicates frees. */
  readonly footprint: number;
}

/** Of these members, of which one is kept; else the largest is. */
export function tallyOf(members: readonly Member[], keep: string | null = null): Tally {
  const kept = members.find(({ acrId }) => acrId === keep);
  const fileSize = kept ? kept.size : members.reduce((most, { size }) => Math.max(most, size), 0);
  const counted = members.filter(({ unlike }) => keep === null || unlike !== keep);
  const footprint = Math.max(0, counted.reduce((sum, { size }) => sum + size, 0) - fileSize);
  return { count: members.length, keep, fileSize, footprint };
}

export const isSameTally = (a: Tally, b: Tally): boolean =>
  a.count === b.count && a.keep === b.keep && a.fileSize === b.fileSize && a.footprint === b.footprint;
