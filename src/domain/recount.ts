import type { File } from './file.ts';

/** A number that was kept and is not what a count from the records tells; it is corrected. */
export interface Difference {
  readonly what: string;
  readonly was: string;
  readonly is: string;
}

/** Equal hash and size. */
export interface CopiesOf {
  readonly hash: string;
  readonly size: number;
}

/** What is kept of copies: one of them, or how many there are. */
export type Kept = CopiesOf & ({ readonly acrId: string } | { readonly count: number });

/** Copies as the records tell them. */
export interface Recorded extends CopiesOf {
  readonly acrIds: readonly string[];
}

/**
 * Recounting what the files' transactions keep, while they go on: everything is corrected on the condition that
 * nothing changed since it was counted.
 */
export interface RecountStore {
  /** A bucket's number of files and bytes, from these files. Undefined when it changed meanwhile. */
  bucket(uid: number, bucketId: number, files: () => AsyncIterable<File>): Promise<Difference[] | undefined>;
  /** All that is kept of the account's copies: a look through the whole table. */
  copies(uid: number): AsyncIterable<Kept>;
  /** One group of copies, from the records of those it may have: `acrIds`. Undefined when it changed meanwhile. */
  group(
    uid: number,
    copies: Recorded,
    fileOf: (acrId: string) => Promise<File | undefined>,
  ): Promise<Difference[] | undefined>;
  /** List and totals, from the groups as they were just counted. Undefined when they changed meanwhile. */
  totals(uid: number, groups: readonly Recorded[]): Promise<Difference[] | undefined>;
}
