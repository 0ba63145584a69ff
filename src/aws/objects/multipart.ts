import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { ObjectStore } from '#domain/ports/objects.ts';

type Multipart = Pick<ObjectStore, 'beginUpload' | 'putPart' | 'completeUpload' | 'abortUpload'>;

/** Uploads in parts, which further invocations may go on with. */
export function multipart(s3: S3Client, bucket: string): Multipart {
  return {
    async beginUpload(key) {
      const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: key }));
      if (!UploadId) throw new Error(`S3 began an upload of ${key} and did not name it.`);
      return UploadId;
    },

    async putPart(key, uploadId, number, bytes) {
      const part = { Bucket: bucket, Key: key, UploadId: uploadId, PartNumber: number, Body: bytes };
      try {
        return (await s3.send(new UploadPartCommand(part))).ETag;
      } catch (error) {
        if (isGone(error)) return undefined;
        throw error;
      }
    },

    async completeUpload(key, uploadId, parts) {
      const Parts = parts.map((ETag, i) => ({ ETag, PartNumber: i + 1 }));
      const upload = { Bucket: bucket, Key: key, UploadId: uploadId, MultipartUpload: { Parts } };
      try {
        await s3.send(new CompleteMultipartUploadCommand(upload));
        return true;
      } catch (error) {
        if (isGone(error)) return false;
        throw error;
      }
    },

    async abortUpload(key, uploadId) {
      try {
        await s3.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: uploadId }));
      } catch (error) {
        if (!isGone(error)) throw error;
      }
    },
  };
}

/** The upload, or a part of it, is not there as it was. */
const isGone = (error: unknown): boolean => error instanceof S3ServiceException && gone.includes(error.name);
const gone = ['NoSuchUpload', 'InvalidPart', 'InvalidPartOrder', 'EntityTooSmall'];
