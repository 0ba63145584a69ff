import type { Todo } from './todo.ts';

/** One unique recording of a DedupFile bucket. */
export interface Entry {
  readonly acrId: string;
  readonly bucketId: number;
  readonly uid: number;
  /** `pending`: announced, its writer is still looking. `aborted`: its writer must begin again. */
  readonly state: 'pending' | 'committed' | 'aborted';
  /** When others need not wait for a pending one any more, unless its writer renews it. */
  readonly deadline: Date;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Track ids, the entry's own included. */
  readonly count: number;
  /** Its place in the list of groups, once it has two tracks. */
  readonly group: number | null;
  /** The todo that erases it should its writer die. */
  readonly todo: string;
}

/** How a track lies against its entry. */
export interface Placement {
  readonly similarity: number;
  readonly offset: number;
  readonly overlap: number;
  readonly speed: number;
}

/** A track id of an entry. */
export interface Track extends Placement {
  readonly trackId: string;
}

/** The entries of one region. */
export interface EntryStore {
  /** A pending entry and the todo that erases it. */
  announce(entry: Entry, todo: Todo): Promise<void>;
  /** Consistently; those that exist, in the order asked. */
  get(bucketId: number, acrIds: readonly string[]): Promise<Entry[]>;
  /** The entry a track id belongs to: one that exists and is committed. */
  ofTrack(bucketId: number, trackId: string): Promise<Entry | undefined>;
  /** Requires that it is still pending and the track id is free. Its todo goes. */
  commit(
    entry: Entry,
    track: Track,
    now: Date,
  ): Promise<'committed' | 'aborted' | 'track taken' | 'bucket gone'>;
  /** A pending one keeps others waiting until this deadline. */
  prolong(entry: Entry, deadline: Date): Promise<void>;
  /**
   * Pending → aborted. Tells the state it found when it was not pending any more; `outdone` when `by`, in whose way it
   * was, is not pending itself: of two that would stop one another one gets through.
   */
  abort(entry: Entry, by?: Entry): Promise<'aborted' | 'committed' | 'gone' | 'outdone'>;
  /** Requires that the entry stands with the group and count given, and the track id is free. */
  join(entry: Entry, track: Track, now: Date): Promise<'joined' | 'changed' | 'track taken'>;
  /** The first tracks in order of arrival. */
  tracks(acrId: string, limit: number): Promise<Track[]>;
  /** The groups of two or more, in the order in which they became groups. */
  groups(bucketId: number, offset: number, limit: number): Promise<{ entries: Entry[]; total: number }>;
  /** A committed entry goes at once; `todo` is left to erase what it had. False when it is not as given. */
  remove(entry: Entry, todo: Todo): Promise<boolean>;
  /** Removes tracks and track ids of an entry that is gone, and the record of one that was never committed. */
  erase(bucketId: number, acrId: string): Promise<void>;
}
