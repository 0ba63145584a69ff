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
  /** Grows with every checkpoint: a worker that another has overtaken finds another step. */
  readonly step: number;
  /** Until then one worker writes it and others leave it alone. */
  readonly heldUntil: Date;
  /** What is written for good; null before the first part and when it begins again. */
  readonly checkpoint: Checkpoint | null;
}

/** Parts of a multipart upload, each a whole gzip member: one after the other they are one gzip stream. */
export interface Checkpoint {
  readonly uploadId: string;
  /** Their ETags, in order. */
  readonly parts: readonly string[];
  /** Id of the last file in them; 0 before the first. */
  readonly lastId: number;
  readonly files: number;
  /** Files in the bucket when it began. */
  readonly total: number;
  /** Nothing is missing but the upload's completion. */
  readonly isWhole: boolean;
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
  /** One worker takes it until then. Undefined when it is done or held by another. */
  hold(bucketId: number, taskId: string, now: Date, until: Date): Promise<Dump | undefined>;
  /** The next step; undefined when another worker has overtaken this one, or the dump has ended. */
  keep(dump: Dump, checkpoint: Checkpoint | null, progress: number): Promise<Dump | undefined>;
  /** Others may take it from here. */
  release(dump: Dump): Promise<void>;
  /** From 0 to its end, its todo removed. */
  finish(dump: Dump, status: 1 | -1): Promise<void>;
}
