import type { Todo } from './todo.ts';

/** A bucket's file records written out once. */
export interface Dump {
  readonly taskId: string;
  readonly bucketId: number;
  readonly uid: number;
  readonly bucketName: string;
  /** 0 under way, 1 ready, −1 failed. */
  readonly status: 0 | 1 | -1;
  /** 0–1. */
  readonly progress: number;
  readonly startedAt: Date;
  /** The todo that starts it again should the worker die. */
  readonly todo: string;
}

/** The dumps of one region. */
export interface DumpStore {
  /** The newest of a bucket. */
  latest(bucketId: number): Promise<Dump | undefined>;
  get(bucketId: number, taskId: string): Promise<Dump | undefined>;
  /** A new dump with its todo, in the place of `previous`. False when another one took that place. */
  start(dump: Dump, todo: Todo, previous: Dump | undefined): Promise<boolean>;
  /** Tells the worker; only a hint, the todo is what counts. */
  announce(dump: Dump): Promise<void>;
  progress(dump: Dump, progress: number): Promise<void>;
  /** From 0 to its end, its todo removed. */
  finish(dump: Dump, status: 1 | -1): Promise<void>;
}
