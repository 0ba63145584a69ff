import { type Attempt, onlyAttempt } from '#domain/attempt.ts';
import type { Caller } from '#domain/ports/account.ts';
import { type Deployment, regionOf } from '#domain/ports/deployment.ts';
import type { File } from '#domain/ports/file.ts';
import type { PresignedPut } from '#domain/ports/objects.ts';
import { addRecord, type Description } from './adding.ts';
import { fileNameOf, refuseClosedFormat, titleOf } from './upload.ts';

const MINUTE = 60_000;
const PRESIGNED_FOR = 60 * MINUTE;
/** A PUT may begin in the last moment and take its time. */
const DIRECT_GRACE = PRESIGNED_FOR + 60 * MINUTE;

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
  /** In hex; when told, no other bytes are taken. */
  readonly md5: string | null;
}

/** Records the file and tells where its bytes go; their arrival starts the processing. */
export async function addUpload(
  deployment: Deployment,
  caller: Caller,
  bucketId: number,
  described: Description,
  { fileName, dataType, size, md5 }: Announcement,
  attempt: Attempt = onlyAttempt,
): Promise<DirectUpload> {
  // Whether a fingerprint can be read its content decides, when it has come.
  if (dataType === 'audio') refuseClosedFormat(fileName);
  const title = described.title ?? titleOf(fileName);
  const wanted = { ...described, dataType, title, fileName: fileNameOf(fileName) };
  const file = await addRecord(deployment, caller, bucketId, wanted, DIRECT_GRACE, size, attempt);
  const expiresAt = new Date(file.createdAt.getTime() + PRESIGNED_FOR);
  const { objects } = regionOf(deployment, bucketId);
  const upload = await objects.presignPut(file.object, PRESIGNED_FOR / 1000, md5);
  return { file, upload, expiresAt };
}
