import type { File } from './file.ts';
import type { Todo } from './todo.ts';

/** Where a file stands among those of the same recording: alone in a group of its own, or with others. */
export interface Membership {
  readonly cluster: string;
  /** It is found by others in the index; in a crowd not every member is. */
  readonly isIndexed: boolean;
}

/**
 * The groups of files of one recording, of one region. A group is named for the smallest acr_id that started it or
 * one it was united with, so that the same recordings make the same groups in any order. A member that goes leaves
 * its group as it is, though it may have been what two others had in common: they were heard to be the same.
 */
export interface ClusterStore {
  /** Of those that are in one. */
  find(uid: number, acrIds: readonly string[]): Promise<Map<string, Membership>>;
  /**
   * Counts a file that is still in the state given: in a group of its own and to be found in the index, or among the
   * crowd of `crowd`. Once is enough. Undefined when the file is not in that state any more.
   */
  enter(file: File, size: number, crowd: string | undefined): Promise<Membership | undefined>;
  /** The groups of the two become one, if both still are in one. `todo` finishes it when that takes long. */
  unite(uid: number, a: string, b: string, todo: (from: string) => Todo): Promise<void>;
  /** What was begun to be united is, now. */
  finish(uid: number, from: string): Promise<void>;
  /** How many of a group's members are found in the index, and of how many. */
  size(uid: number, group: string): Promise<{ indexed: number; count: number }>;
  /** A member that is not in the index. */
  unindexed(uid: number, group: string): Promise<string | undefined>;
  /** That a member is in the index now. False when it is in no group any more. */
  markIndexed(uid: number, acrId: string): Promise<boolean>;
}
