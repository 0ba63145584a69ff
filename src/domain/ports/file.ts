import type { FileAudio } from './audio.ts';
import type { ObjectKey } from './objects.ts';
import type { Todo } from './todo.ts';

export const dataTypes = ['audio', 'fingerprint', 'audio_url', 'acrid'] as const;
export type DataType = (typeof dataTypes)[number];

/** What the caller has the bytes of: only these can be sent directly. */
export const uploadTypes = ['audio', 'fingerprint'] as const satisfies readonly DataType[];

/** 0 processing, 1 ready, −1 error. */
export const fileStates = [-1, 0, 1] as const;
export type FileState = (typeof fileStates)[number];

/** One uploaded audio file or fingerprint: its record. */
export interface File {
  readonly id: number;
  readonly acrId: string;
  readonly uid: number;
  readonly bucketId: number;
  readonly state: FileState;
  readonly title: string;
  /** As it was sent, with its ending; null when none was, or the file is older than this field. */
  readonly fileName: string | null;
  /** The caller's own id. */
  readonly audioId: string | null;
  /** Seconds; 0 until it is ready. */
  readonly duration: number;
  readonly userDefined: Readonly<Record<string, unknown>>;
  readonly dataType: DataType;
  /** Bytes of the stored audio; null for a fingerprint, or until they are known. */
  readonly size: number | null;
  readonly md5: string | null;
  /** What was decoded; null before it is known, and for a fingerprint. */
  readonly audio: FileAudio | null;
  /** Why it is in state −1, one sentence. */
  readonly error: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** The object in the region's S3 bucket that the upload is, or was, in; of a URL the job, then what was downloaded. */
  readonly object: ObjectKey;
  /** The todo that closes the record should nothing else do. */
  readonly todo: string;
  /** The id of the request that sent it; null where it is not known. */
  readonly request: string | null;
  /** The size the caller announced for a direct upload. */
  readonly announcedSize: number | null;
  /** Bytes it counts with in its bucket: those announced until the real ones are known. */
  readonly counted: number;
  /** Grows with every change of the record. */
  readonly version: number;
}

/** The error of a record that was closed because no bytes came for it. */
export const NEVER_CAME = 'The upload never came.';
/** Of one on which the worker failed or died as often as it may. */
export const GIVEN_UP = 'The file could not be processed: the decoder failed on it again and again.';
export const hasNeverCome = ({ state, error }: File): boolean => state === -1 && error === NEVER_CAME;

/** What its owner may change. */
export type FileChanges = Partial<Pick<File, 'title' | 'userDefined'>>;

/** How the processing of a file ended. */
export type Outcome =
  | {
      readonly state: 1;
      readonly duration: number;
      readonly size: number | null;
      readonly md5: string | null;
      readonly audio: FileAudio | null;
    }
  | {
      readonly state: -1;
      readonly error: string;
      readonly size: number | null;
      readonly md5: string | null;
      /** What an earlier attempt has left is still to be erased. */
      readonly left?: Todo;
    };

export interface PageOfFiles {
  readonly state: FileState | undefined;
  readonly sort: 'id' | 'status';
  readonly order: 'asc' | 'desc';
  readonly offset: number;
  readonly limit: number;
}

/** What a search tells of a file. */
export type Searched = Pick<File, 'id' | 'title' | 'state'>;

/** The file records of one region. Every change of a record keeps list, counters and record in one transaction. */
export interface FileStore {
  /** A number no file of this bucket had before, from 1. */
  nextSequence(bucketId: number): Promise<number>;
  /** A new record in state 0 with its todo. False when the bucket is gone. */
  add(file: File, todo: Todo): Promise<boolean>;
  /** By id or acr_id, in the order asked, unknown ones left out. */
  find(bucketId: number, refs: readonly FileRef[]): Promise<File[]>;
  /** Wherever in the region it is. */
  byAcrId(acrId: string): Promise<File | undefined>;
  /** Those that are in the region, in no order. */
  byAcrIds(acrIds: readonly string[]): Promise<File[]>;
  page(bucketId: number, page: PageOfFiles): Promise<{ files: File[]; total: number }>;
  /** A bucket's files whose title holds this text, in id order: of one state, or of all. */
  search(bucketId: number, text: string, state: FileState | undefined): Promise<Searched[]>;
  /** A bucket's files behind an id (0: all), in id order. */
  all(bucketId: number, after?: number): AsyncIterable<File>;
  /** The changed record; undefined when it is gone. */
  update(file: File, changes: FileChanges, updatedAt: Date): Promise<File | undefined>;
  /** Points the record of a job to what was downloaded for it, whose todo goes. False when it has no job any more, or the todo is gone. */
  adopt(file: File, object: ObjectKey, todoId: string): Promise<boolean>;
  /** Counts an attempt to process it: how many there were, this one included. Undefined when it is not in state 0. */
  begin(file: File): Promise<number | undefined>;
  /** An attempt that does not count after all. Nothing changes when the file is not in state 0 any more. */
  takeBack(file: File): Promise<void>;
  /** Attempts before this one do not count. False when the file is not in state 0 any more. */
  forgive(file: File): Promise<boolean>;
  /** One that was given up is in state 0 again, with this todo and no attempts. False when the record is not as given any more. */
  reopen(file: File, todo: Todo, updatedAt: Date): Promise<boolean>;
  /** Tells the worker again that its upload has come. */
  announce(file: File): Promise<void>;
  /** Whether uploads wait for a worker, or are being worked on. */
  isBusy(): Promise<boolean>;
  /** From state 0 to its outcome, naming `object` from then on, its todo removed. False when it is not in state 0 any more, or its object changed. */
  settle(file: File, outcome: Outcome, updatedAt: Date, object?: ObjectKey): Promise<boolean>;
  /** The record goes, `todo` is left to erase what it had. False when the record is not as given any more. */
  remove(file: File, todo: Todo): Promise<boolean>;
}

/** A file id or an acr_id. */
export type FileRef = number | string;
