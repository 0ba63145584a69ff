import { getBucketOfType } from '#domain/buckets/buckets.ts';
import { NotFound } from '#domain/errors.ts';
import type { Caller } from '#domain/ports/account.ts';
import { type Deployment, regionOf } from '#domain/ports/deployment.ts';
import type { File, FileRef } from '#domain/ports/file.ts';
import type { StoredFingerprint } from '#domain/ports/fingerprints.ts';

const SECONDS = 5 * 60;

/** Where a file's audio can be had, without a token, until then. */
export interface Playback {
  readonly url: string;
  readonly expiresAt: Date;
}

/** An address to play a stored file from. Rejects with NotFound where there is no such file, or no audio of it. */
export async function getPlayback(
  deployment: Deployment,
  caller: Caller,
  bucketId: number,
  ref: FileRef,
): Promise<Playback> {
  const file = await fileOf(deployment, caller, bucketId, ref);
  // Until its size is known its object may be a job, or not there yet.
  if (file.size === null)
    throw new NotFound('There is no audio of this file: it was sent as a fingerprint, or has not come yet.');
  const { objects } = regionOf(deployment, bucketId);
  if (!(await objects.exists(file.object)))
    throw new NotFound('The audio of this file is not kept any longer.');
  const name = file.fileName ?? file.title;
  const expiresAt = new Date(deployment.now().getTime() + SECONDS * 1000);
  return { url: await objects.presignGet(file.object, name, contentTypeOf(name), SECONDS), expiresAt };
}

/** The fingerprint of a whole file. Rejects with NotFound where there is no such file, or it has none (yet). */
export async function getFingerprint(
  deployment: Deployment,
  caller: Caller,
  bucketId: number,
  ref: FileRef,
): Promise<{ file: File; fingerprint: StoredFingerprint }> {
  const file = await fileOf(deployment, caller, bucketId, ref);
  const fingerprint = (await regionOf(deployment, bucketId).fingerprints.get([file.acrId])).get(file.acrId);
  if (!fingerprint)
    throw new NotFound('This file has no fingerprint: it is still processed, or could not be used.');
  return { file, fingerprint };
}

async function fileOf(deployment: Deployment, caller: Caller, bucketId: number, ref: FileRef): Promise<File> {
  await getBucketOfType(deployment, caller, bucketId, 'File');
  const [file] = await regionOf(deployment, bucketId).files.find(bucketId, [ref]);
  if (!file) throw new NotFound('No such file.');
  return file;
}

/** Of what browsers play. Whatever else was sent must never be shown as a page. */
const contentTypes: Readonly<Record<string, string>> = {
  aac: 'audio/aac',
  flac: 'audio/flac',
  m4a: 'audio/mp4',
  mka: 'audio/webm',
  mov: 'audio/mp4',
  mp3: 'audio/mpeg',
  mp4: 'audio/mp4',
  oga: 'audio/ogg',
  ogg: 'audio/ogg',
  opus: 'audio/ogg',
  wav: 'audio/wav',
  webm: 'audio/webm',
};

const contentTypeOf = (name: string): string =>
  contentTypes[name.slice(name.lastIndexOf('.') + 1).toLowerCase()] ?? 'application/octet-stream';
