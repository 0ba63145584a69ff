import { getBucketOfType } from '#domain/buckets/buckets.ts';
import { checkChoices } from '#domain/buckets/metadata-template.ts';
import { NotFound } from '#domain/errors.ts';
import type { Caller } from '#domain/ports/account.ts';
import { type Deployment, regionOf } from '#domain/ports/deployment.ts';
import type { File, FileChanges, FileRef, PageOfFiles } from '#domain/ports/file.ts';

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
  const found = await files.search(bucketId, list.search, list.state);
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
