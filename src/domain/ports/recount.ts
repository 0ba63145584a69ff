import type { Matching, Member, Tally } from './duplicate.ts';
import type { File } from './file.ts';

/** What was kept and is not what the records tell; it is corrected, where `is` says nothing else. */
export interface Difference {
  readonly what: string;
  readonly was: string;
  readonly is: string;
}

/**
 * What is kept of a group: its head, or one of its members. That a file is in a cluster is kept with the file as well: `named`, whosever file it is.
 */
export type Kept = { readonly matching: Matching; readonly id: string } & (
  | {
      readonly head: Tally;
      /** Of a cluster: the file that must be in it; null where all are to be held against one another anew. */
      readonly centre?: string | null;
    }
  | { readonly member: Member }
  | { readonly named: Member }
);

/** A group, and all files that may be in it. */
export interface Suspect {
  readonly id: string;
  readonly acrIds: readonly string[];
}

/**
 * Recounting what the files' transactions keep, while they go on: everything is corrected on the condition that
 * nothing changed since it was counted.
 */
export interface RecountStore {
  /** A bucket's number of files and bytes, from these files. Undefined when it changed meanwhile. */
  bucket(uid: number, bucketId: number, files: () => AsyncIterable<File>): Promise<Difference[] | undefined>;
  /** The numbers of entries of DedupFile buckets: of each its differences; undefined of one that changed meanwhile. */
  entries(uid: number, bucketIds: readonly number[]): Promise<Map<number, Difference[] | undefined>>;
  /** Of these buckets' entries, how many tracks each has, and the list of those with two or more. */
  tracks(uid: number, bucketIds: readonly number[]): Promise<Difference[]>;
  /** The id of the group of copies with this hash and size. */
  copiesId(hash: string, size: number): string;
  /** All that is kept of the account's groups: a look through the whole table. */
  kept(uid: number): AsyncIterable<Kept>;
  /** Members and head of one group, from the records of those that may be in it. Undefined when it changed meanwhile. */
  group(
    uid: number,
    matching: Matching,
    suspect: Suspect,
    filesOf: (acrIds: readonly string[]) => Promise<File[]>,
  ): Promise<Difference[] | undefined>;
  /** List and totals, from the groups as they were just counted. Undefined when they changed meanwhile. */
  list(
    uid: number,
    matching: Matching,
    groups: Iterable<{ readonly id: string; readonly tally: Tally }>,
  ): Promise<Difference[] | undefined>;
}
