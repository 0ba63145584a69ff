import type { Caller } from './account.ts';
import { getBucketOfType } from './buckets.ts';
import { type Deployment, type Region, regionOf } from './deployment.ts';
import { Busy, Invalid, NotFound } from './errors.ts';
import { jobOf } from './fetching.ts';
import type { DataType, File, FileChanges, FileRef, PageOfFiles } from './file.ts';
import { fileIdOf, newAcrId } from './ids.ts';
import { locate } from './locate.ts';
import { postingsOf } from './look.ts';
import { checkChoices, withDefaults } from './metadata-template.ts';
import { inboxKey, type ObjectKey, type PresignedPut } from './objects.ts';
import { handOver } from './recordings.ts';
import { todoAt } from './todo.ts';
import { checkUpload, refuseClosedFormat, titleOf, titleOfUrl, type Upload } from './upload.ts';

const MINUTE = 60_000;
/** An inline upload is written by its own handler: what is not processed by then was interrupted. */
const INLINE_GRACE = 20 * MINUTE;
const PRESIGNED_FOR = 60 * MINUTE;
/** A PUT may begin in the last moment and take its time. */
const DIRECT_GRACE = PRESIGNED_FOR + 60 * MINUTE;

/** What the caller says of a new file; without a title it has the one of its source. */
export interface Description {
  readonly title: string | undefined;
  readonly audioId: string | null;
  readonly userDefined: Readonly<Record<string, unknown>>;
}

interface NewFile extends Description {
  readonly title: string;
  readonly dataType: DataType;
}

async function addRecord(
  deployment: Deployment,
  caller: Caller,
  bucketId: number,
  wanted: NewFile,
  grace: number,
  announcedSize: number | null,
): Promise<File> {
  const bucket = await getBucketOfType(deployment, caller, bucketId, 'File');
  checkChoices(bucket.metadataTemplate, wanted.userDefined);
  const userDefined = withDefaults(bucket.metadataTemplate, wanted.userDefined);
  const { files } = regionOf(deployment, bucketId);
  const now = deployment.now();
  const acrId = newAcrId();
  const todo = todoAt(new Date(now.getTime() + grace), { kind: 'settle-file', acrId, tries: 0 });
  const file: File = {
    ...wanted,
    id: fileIdOf(bucketId, await files.nextSequence(bucketId)),
    acrId,
    uid: caller.uid,
    bucketId,
    state: 0,
    duration: 0,
    userDefined,
    size: null,
    md5: null,
    error: null,
    createdAt: now,
    updatedAt: now,
    object: inboxKey(acrId),
    todo: todo.id,
    announcedSize,
    version: 1,
  };
  if (!(await files.add(file, todo))) throw new NotFound('No such bucket.');
  return file;
}

/** What a new file is made of. */
export type Source =
  | { readonly dataType: 'audio' | 'fingerprint'; readonly upload: Upload }
  | { readonly dataType: 'audio_url'; readonly url: string }
  | { readonly dataType: 'acrid'; readonly acrId: string };

/**
 * Records the file, then stores its bytes, or a job that says where they are, which starts the processing. The record
 * comes back in state 0. Rejects with TooLarge, Unsupported or Invalid for what cannot be a source.
 */
export async function addFile(
  deployment: Deployment,
  caller: Caller,
  bucketId: number,
  described: Description,
  source: Source,
): Promise<File> {
  const { title, bytes, size } = await prepare(deployment, caller, source);
  const wanted = { ...described, dataType: source.dataType, title: described.title ?? title };
  const file = await addRecord(deployment, caller, bucketId, wanted, INLINE_GRACE, size);
  const region = regionOf(deployment, bucketId);
  try {
    await region.objects.put(file.object, bytes);
  } catch (cause) {
    await deleteRecord(deployment, region, file);
    throw new Busy('The audio could not be stored. Nothing was kept: send it again.', { cause });
  }
  return file;
}

/** What is put into the inbox for a source, and the title it has by itself. */
async function prepare(
  deployment: Deployment,
  caller: Caller,
  source: Source,
): Promise<{ title: string; bytes: Uint8Array; size: number | null }> {
  switch (source.dataType) {
    case 'audio_url':
      return { title: titleOfUrl(source.url), bytes: jobOf({ url: source.url }), size: null };
    case 'acrid': {
      const original = await locate(deployment, caller, source.acrId);
      if (original?.state === 1) {
        return { title: original.title, bytes: jobOf({ acrId: source.acrId }), size: null };
      }
      throw new Invalid({ acrid: ['The acrid field must be the acr_id of a file of yours in state 1.'] });
    }
    default: {
      checkUpload(source.upload);
      const { name, bytes } = source.upload;
      return { title: titleOf(name), bytes, size: bytes.length };
    }
  }
}

export interface DirectUpload {
  readonly file: File;
  readonly upload: PresignedPut;
  readonly expiresAt: Date;
}

/** What is told of bytes that are sent directly. */
export interface Announcement {
  readonly fileName: string;
  readonly dataType: 'audio' | 'fingerprint';
  /** Bytes; when told, as many must come. */
  readonly size: number | null;
}

/** Records the file and tells where its bytes go; their arrival starts the processing. */
export async function addUpload(
  deployment: Deployment,
  caller: Caller,
  bucketId: number,
  described: Description,
  { fileName, dataType, size }: Announcement,
): Promise<DirectUpload> {
  refuseClosedFormat(fileName);
  const wanted = { ...described, dataType, title: described.title ?? titleOf(fileName) };
  const file = await addRecord(deployment, caller, bucketId, wanted, DIRECT_GRACE, size);
  const expiresAt = new Date(file.createdAt.getTime() + PRESIGNED_FOR);
  const upload = await regionOf(deployment, bucketId).objects.presignPut(file.object, PRESIGNED_FOR / 1000);
  return { file, upload, expiresAt };
}

/** Those of `refs` that are known, in the order asked. Rejects with NotFound when none is. */
export async function getFiles(
  deployment: Deployment,
  caller: Caller,
  bucketId: number,
  refs: readonly FileRef[],
): Promise<File[]> {
  await getBucketOfType(deployment, caller, bucketId, 'File');
  const files = await regionOf(deployment, bucketId).files.find(bucketId, refs);
  if (files.length === 0) throw new NotFound('No such file.');
  return files;
}

export interface FileList extends PageOfFiles {
  /** Part of the title, in any case. */
  readonly search: string | undefined;
}

export async function listFiles(
  deployment: Deployment,
  caller: Caller,
  bucketId: number,
  list: FileList,
): Promise<{ files: File[]; total: number }> {
  await getBucketOfType(deployment, caller, bucketId, 'File');
  const { files } = regionOf(deployment, bucketId);
  if (!list.search) return files.page(bucketId, list);
  const search = list.search.toLowerCase();
  const found = await files.search(
    bucketId,
    (file) =>
      (list.state === undefined || file.state === list.state) && file.title.toLowerCase().includes(search),
  );
  const direction = list.order === 'asc' ? 1 : -1;
  found.sort((a, b) => direction * ((list.sort === 'status' ? a.state - b.state : 0) || a.id - b.id));
  const ids = found.slice(list.offset, list.offset + list.limit).map(({ id }) => id);
  return { files: await files.find(bucketId, ids), total: found.length };
}

export async function updateFile(
  deployment: Deployment,
  caller: Caller,
  bucketId: number,
  ref: FileRef,
  changes: FileChanges,
): Promise<File> {
  const bucket = await getBucketOfType(deployment, caller, bucketId, 'File');
  const { files } = regionOf(deployment, bucketId);
  const [file] = await files.find(bucketId, [ref]);
  if (changes.userDefined) checkChoices(bucket.metadataTemplate, changes.userDefined);
  const updated = file && (await files.update(file, changes, deployment.now()));
  if (!updated) throw new NotFound('No such file.');
  return updated;
}

/** The known ones go, with audio and fingerprint. Rejects with NotFound when none is known. */
export async function deleteFiles(
  deployment: Deployment,
  caller: Caller,
  bucketId: number,
  refs: readonly FileRef[],
): Promise<void> {
  const files = await getFiles(deployment, caller, bucketId, refs);
  const region = regionOf(deployment, bucketId);
  for (const file of files) await deleteRecord(deployment, region, file);
}

async function deleteRecord(deployment: Deployment, region: Region, file: File): Promise<void> {
  const { acrId } = file;
  // A record that changes under us (its processing ends) is read again; one that is gone is another's to finish.
  for (let current: File | undefined = file; current; current = await region.files.byAcrId(acrId)) {
    const objects = [current.object];
    const todo = todoAt(deployment.now(), { kind: 'erase-file', acrId, objects });
    await handOver(region, current);
    if (!(await region.files.remove(current, todo))) continue;
    await eraseFile(region, acrId, objects);
    return region.todos.done(todo.id);
  }
}

/** What a file leaves behind when its record is gone; the upload or job it began with, too. */
export async function eraseFile(region: Region, acrId: string, objects: readonly ObjectKey[]): Promise<void> {
  await region.objects.remove([...new Set([inboxKey(acrId), ...objects])]);
  const scope = await region.fingerprints.scopeOf(acrId);
  const known = scope && (await region.fingerprints.get([acrId])).get(acrId);
  if (scope && known) await region.index.remove(scope, postingsOf(acrId, known.words));
  await region.fingerprints.remove(acrId);
}
