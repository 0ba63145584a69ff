import { type Attempt, onlyAttempt } from '#domain/attempt.ts';
import { getBucketOfType } from '#domain/buckets/buckets.ts';
import { checkChoices, withDefaults } from '#domain/buckets/metadata-template.ts';
import { Busy, Invalid, NotFound } from '#domain/errors.ts';
import { fileIdOf, newAcrId } from '#domain/ids.ts';
import type { Caller } from '#domain/ports/account.ts';
import { type Deployment, regionOf } from '#domain/ports/deployment.ts';
import { type DataType, type File, hasNeverCome } from '#domain/ports/file.ts';
import { inboxKey } from '#domain/ports/objects.ts';
import { todoAt } from '#domain/ports/todo.ts';
import { refuseWhenPressed } from '#domain/shedding.ts';
import { deleteRecord } from './deletion.ts';
import { jobOf } from './job.ts';
import { locate } from './locate.ts';
import { checkFingerprint, checkUpload, fileNameOf, namedByUrl, titleOf, type Upload } from './upload.ts';

/** An inline upload is written by its own handler: what has not come by then, and the next sweep, never will. */
const INLINE_GRACE = 60_000;

/** What the caller says of a new file, and with which request; without a title it has the one of its source. */
export interface Description {
  readonly title: string | undefined;
  readonly audioId: string | null;
  readonly userDefined: Readonly<Record<string, unknown>>;
  /** Its id, for the log. */
  readonly request?: string;
}

interface NewFile extends Description {
  readonly title: string;
  readonly fileName: string | null;
  readonly dataType: DataType;
}

/** A record in state 0 whose bytes are expected within `grace` ms; or the one that an earlier attempt has made. */
export async function addRecord(
  deployment: Deployment,
  caller: Caller,
  bucketId: number,
  wanted: NewFile,
  grace: number,
  announcedSize: number | null,
  attempt: Attempt,
): Promise<File> {
  const bucket = await getBucketOfType(deployment, caller, bucketId, 'File');
  checkChoices(bucket.metadataTemplate, wanted.userDefined);
  const userDefined = withDefaults(bucket.metadataTemplate, wanted.userDefined);
  const { files } = regionOf(deployment, bucketId);
  const made = attempt.noted?.['acrId'];
  const found = typeof made === 'string' ? await files.byAcrId(made) : undefined;
  // Closed before this attempt, which brings its bytes.
  if (found && hasNeverCome(found)) await deleteRecord(deployment, regionOf(deployment, bucketId), found);
  else if (found) return found;
  refuseWhenPressed(regionOf(deployment, bucketId));
  const now = deployment.now();
  const acrId = newAcrId();
  await attempt.note({ acrId });
  const todo = todoAt(new Date(now.getTime() + grace), { kind: 'settle-file', acrId, tries: 0 });
  const file: File = {
    ...wanted,
    request: wanted.request ?? null,
    id: fileIdOf(bucketId, await files.nextSequence(bucketId)),
    acrId,
    uid: caller.uid,
    bucketId,
    state: 0,
    duration: 0,
    userDefined,
    size: null,
    md5: null,
    audio: null,
    error: null,
    createdAt: now,
    updatedAt: now,
    object: inboxKey(acrId),
    todo: todo.id,
    announcedSize,
    counted: wanted.dataType === 'audio' ? (announcedSize ?? 0) : 0,
    version: 1,
  };
  if (!(await files.add(file, todo))) throw new NotFound('No such bucket.');
  return file;
}

/** What a new file is made of. */
export type Source =
  | { readonly dataType: 'audio'; readonly upload: Upload }
  | {
      readonly dataType: 'fingerprint';
      readonly upload: Upload;
      /** The one it came in. */
      readonly field: 'file' | 'fingerprint';
    }
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
  attempt: Attempt = onlyAttempt,
): Promise<File> {
  const { title, fileName, bytes, size } = await prepare(deployment, caller, source);
  const wanted = { ...described, dataType: source.dataType, title: described.title ?? title, fileName };
  const file = await addRecord(deployment, caller, bucketId, wanted, INLINE_GRACE, size, attempt);
  // An earlier attempt has stored it, and it is processed already.
  if (file.state !== 0) return file;
  const region = regionOf(deployment, bucketId);
  try {
    await region.objects.put(file.object, bytes);
  } catch (cause) {
    await deleteRecord(deployment, region, file);
    throw new Busy('The audio could not be stored. Nothing was kept: send it again.', { cause });
  }
  return file;
}

/** What is put into the inbox for a source, and the title and name it has by itself. */
async function prepare(
  deployment: Deployment,
  caller: Caller,
  source: Source,
): Promise<{ title: string; fileName: string | null; bytes: Uint8Array; size: number | null }> {
  switch (source.dataType) {
    case 'audio_url':
      return { ...namedByUrl(source.url), bytes: jobOf({ url: source.url }), size: null };
    case 'acrid': {
      const original = await locate(deployment, caller, source.acrId);
      if (original?.state === 1) {
        const { title, fileName } = original;
        return { title, fileName, bytes: jobOf({ acrId: source.acrId }), size: null };
      }
      throw new Invalid({ acrid: ['The acrid field must be the acr_id of a file of yours in state 1.'] });
    }
    default: {
      checkUpload(source.upload);
      const { name, bytes } = source.upload;
      if (source.dataType === 'fingerprint') checkFingerprint(source.field, bytes);
      return { title: titleOf(name), fileName: fileNameOf(name), bytes, size: bytes.length };
    }
  }
}
