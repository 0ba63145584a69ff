import type { ObjectKey } from './objects.ts';

/** What must still follow a write; written in the same transaction, removed when done. */
export type Task =
  /** A file in state 0: close its record should processing never end. */
  | {
      readonly kind: 'settle-file';
      readonly acrId: string;
      readonly tries: number;
      /** The worker was told once more that its bytes are there. */
      readonly isTold?: boolean;
    }
  /** A deleted file: its objects and fingerprint go. */
  | { readonly kind: 'erase-file'; readonly acrId: string; readonly objects: readonly ObjectKey[] }
  /** A file that cannot be used after all: what an attempt that died has put into the index goes, its bytes stay. */
  | { readonly kind: 'erase-traces'; readonly acrId: string }
  /** A download that no record names: its worker died. */
  | { readonly kind: 'erase-object'; readonly object: ObjectKey }
  /** A file that departed for another region: it is carried there. */
  | { readonly kind: 'finish-move'; readonly acrId: string }
  /** An entry that was announced and never committed, or was deleted: its postings and all else go. */
  | { readonly kind: 'erase-entry'; readonly bucketId: number; readonly acrId: string }
  /** A cluster whose centre has gone: those left are held against one another; or one whose kept copy is to be found. */
  | { readonly kind: 'mend-cluster'; readonly uid: number; readonly cluster: string }
  /** A dump under way: start it again when its worker died. `tries` without a further step. */
  | {
      readonly kind: 'dump';
      readonly bucketId: number;
      readonly taskId: string;
      readonly tries: number;
      readonly step: number;
    };

export interface Todo {
  /** Sorts by due time: `<ISO time>#<random>`. */
  readonly id: string;
  readonly task: Task;
}

/** A todo that the sweeper takes up at `due` if it is still there. */
export function todoAt(due: Date, task: Task): Todo {
  return { id: `${due.toISOString()}#${crypto.randomUUID()}`, task };
}

/** The todos of one region. */
export interface TodoStore {
  /** Those due by now, the oldest first. */
  due(now: Date): AsyncIterable<Todo>;
  /** False while another sweeper has taken them, until it gives them back or its time is over. */
  take(sweeper: string, now: Date, until: Date): Promise<boolean>;
  giveBack(sweeper: string): Promise<void>;
  /** One that stands alone, before what it follows is begun. */
  add(todo: Todo): Promise<void>;
  /** Replaces a todo by a later one, which outlives its subject by one sweep: nothing else names it. */
  postpone(todo: Todo, later: Todo): Promise<void>;
  done(todoId: string): Promise<void>;
}
