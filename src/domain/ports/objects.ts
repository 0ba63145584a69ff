import type { AudioSource } from './audio.ts';

/**
 * Keys carry no bucket, so that a move within a region copies nothing:
 * `inbox/<acr_id>` an upload or job (its creation starts the processing), `audio/<acr_id>/<id>` what came otherwise,
 * `dumps/<task id>.jsonl.gz`.
 */
export type ObjectKey = string;

export const inboxKey = (acrId: string): ObjectKey => `inbox/${acrId}`;
export const movedKey = (acrId: string, moveId: string): ObjectKey => `audio/${acrId}/${moveId}`;
/** Another one for each download: two of one file never write over each other. */
export const downloadKey = (acrId: string): ObjectKey => `audio/${acrId}/${crypto.randomUUID()}`;
export const dumpKey = (taskId: string): ObjectKey => `dumps/${taskId}.jsonl.gz`;

/** The acr_id of the file an upload, job or audio belongs to; undefined for any other key. */
export function fileOfKey(key: ObjectKey): string | undefined {
  return /^(?:inbox|audio)\/([0-9a-f]{32})(?:$|\/)/.exec(key)?.[1];
}

/** An object pinned at one version: reading it after it was replaced fails. */
export interface StoredObject extends AudioSource {
  /** MD5 of all bytes, lower-case hex; reads them if they were not all streamed before. */
  md5(): Promise<string>;
}

/** How to send the bytes of a direct upload. */
export interface PresignedPut {
  readonly method: 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The objects of one region. */
export interface ObjectStore {
  put(key: ObjectKey, bytes: Uint8Array): Promise<void>;
  /** Writes a stream of unknown length; nothing is there until all of it is. */
  write(key: ObjectKey, chunks: AsyncIterable<Uint8Array>): Promise<void>;
  /** Begins an upload in parts, of at least 5 MiB each but the last. */
  beginUpload(key: ObjectKey): Promise<string>;
  /** The part's ETag; undefined when there is no such upload any more. */
  putPart(key: ObjectKey, uploadId: string, number: number, bytes: Uint8Array): Promise<string | undefined>;
  /** The object is there, of exactly these parts. False when the upload or one of the parts is gone. */
  completeUpload(key: ObjectKey, uploadId: string, parts: readonly string[]): Promise<boolean>;
  /** An upload that is gone already is no error. */
  abortUpload(key: ObjectKey, uploadId: string): Promise<void>;
  open(key: ObjectKey): Promise<StoredObject | undefined>;
  exists(key: ObjectKey): Promise<boolean>;
  /** Objects that are gone already are no error. */
  remove(keys: readonly ObjectKey[]): Promise<void>;
  /** A URL that takes one PUT and no second; with an MD5 (in hex) only of bytes that have it. */
  presignPut(key: ObjectKey, seconds: number, md5: string | null): Promise<PresignedPut>;
  /** A URL that downloads it under this file name, as of this content type, for so many seconds. */
  presignGet(key: ObjectKey, fileName: string, contentType: string, seconds: number): Promise<string>;
}
