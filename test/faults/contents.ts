import type { CountedBucket } from '#domain/ports/bucket.ts';
import type { Entry, Track } from '#domain/ports/entry.ts';
import type { StoredFingerprint } from '#domain/ports/fingerprints.ts';
import type { Todo } from '#domain/ports/todo.ts';

/** What the protocol must not leave out; each one left out is a planted bug. */
export type Planted = 'no second look' | 'smaller goes on' | 'no pending condition' | 'blind join';

export interface MemoryOptions {
  readonly bucket: CountedBucket;
  readonly planted?: Planted | undefined;
  /** Calls in which the postings of one add, remove or look go: between them others may come. */
  readonly parts: number;
  /** How many writes a look that need not be consistent lags behind, at most. */
  readonly lag?: (most: number) => number;
}

/** Everything a region holds, and nothing that is only in a writer's head. */
export interface Contents {
  readonly entries: Map<string, Entry>;
  readonly members: Map<string, Track[]>;
  /** Owner by track id. */
  readonly tracks: Map<string, string>;
  readonly fingerprints: Map<string, StoredFingerprint>;
  /** `key id position`. */
  readonly postings: Set<string>;
  readonly todos: Map<string, Todo>;
  counted: number;
  lastGroup: number;
}

export function emptyContents(): Contents {
  return {
    entries: new Map(),
    members: new Map(),
    tracks: new Map(),
    fingerprints: new Map(),
    postings: new Set(),
    todos: new Map(),
    counted: 0,
    lastGroup: 0,
  };
}
