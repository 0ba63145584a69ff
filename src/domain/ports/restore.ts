/** What is found in the index by a stored fingerprint: a file among its account's, or an entry of a DedupFile bucket. */
export type Fingerprinted =
  | { readonly kind: 'file'; readonly acrId: string; readonly uid: number }
  | { readonly kind: 'entry'; readonly acrId: string; readonly bucketId: number };

/** Some of them, and the place behind them. */
export interface FingerprintedPage {
  readonly found: readonly Fingerprinted[];
  /** Undefined at the end. */
  readonly next: string | undefined;
}

/** What making an index anew takes of one region's records. */
export interface RestoreStore {
  /** All that has a fingerprint, a page at a time, in no order, from a place on. What comes meanwhile may be among it. */
  fingerprinted(after: string | undefined): Promise<FingerprintedPage>;
  /** Where the work that was begun last stands; undefined when none is under way. */
  place(): Promise<Progress | undefined>;
  /** Keeps it; undefined: it is finished. */
  keep(progress: Progress | undefined): Promise<void>;
}

export interface Progress {
  readonly next: string;
  /** Recordings that are in the index by then. */
  readonly done: number;
}
