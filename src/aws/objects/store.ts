import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NotFound,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { ObjectStore, StoredObject } from '#domain/ports/objects.ts';
import { multipart } from './multipart.ts';

/** The S3 bucket of one region. */
export function objectStore(s3: S3Client, bucket: string): ObjectStore {
  async function head(key: string): Promise<{ size: number; etag: string } | undefined> {
    try {
      const { ContentLength, ETag } = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
      return { size: ContentLength ?? 0, etag: ETag ?? '' };
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  }

  return {
    ...multipart(s3, bucket),

    async put(key, bytes) {
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes }));
    },

    async write(key, chunks) {
      const body = Readable.from(chunks);
      await new Upload({ client: s3, params: { Bucket: bucket, Key: key, Body: body } }).done();
    },

    async open(key) {
      const found = await head(key);
      return found && storedObject(s3, bucket, key, found.size, found.etag);
    },

    exists: async (key) => (await head(key)) !== undefined,

    async remove(keys) {
      if (keys.length === 0) return;
      const { Errors } = await s3.send(
        new DeleteObjectsCommand({
          Bucket: bucket,
          Delete: { Objects: keys.map((Key) => ({ Key })), Quiet: true },
        }),
      );
      const [error] = Errors ?? [];
      if (error) throw new Error(`S3 did not delete ${error.Key}: ${error.Code} ${error.Message}`);
    },

    async presignPut(key, seconds, md5) {
      const digest = md5 === null ? undefined : Buffer.from(md5, 'hex').toString('base64');
      const command = new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        IfNoneMatch: '*',
        ContentMD5: digest,
      });
      const signed = new Set(['if-none-match', 'content-md5']);
      const url = await getSignedUrl(s3, command, {
        expiresIn: seconds,
        signableHeaders: signed,
        unhoistableHeaders: signed,
      });
      const headers = { 'If-None-Match': '*', ...(digest !== undefined && { 'Content-MD5': digest }) };
      return { method: 'PUT', url, headers };
    },

    presignGet: (key, fileName, contentType, seconds) =>
      getSignedUrl(
        s3,
        new GetObjectCommand({
          Bucket: bucket,
          Key: key,
          ResponseContentDisposition: `attachment; filename*=UTF-8''${encodeURIComponent(fileName.toWellFormed())}`,
          ResponseContentType: contentType,
        }),
        { expiresIn: seconds },
      ),
  };
}

function storedObject(s3: S3Client, bucket: string, key: string, size: number, etag: string): StoredObject {
  let digest: string | undefined;

  async function* get(range?: string): AsyncIterable<Uint8Array> {
    const { Body } = await s3.send(
      new GetObjectCommand({ Bucket: bucket, Key: key, IfMatch: etag, ...(range && { Range: range }) }),
    );
    if (Body instanceof Readable) yield* Body;
  }

  async function* stream(): AsyncIterable<Uint8Array> {
    const hash = createHash('md5');
    for await (const chunk of get()) {
      hash.update(chunk);
      yield chunk;
    }
    digest = hash.digest('hex');
  }

  return {
    size,
    stream,

    async read(start, end) {
      const last = Math.min(end, size) - 1;
      if (last < start) return new Uint8Array();
      return Buffer.concat(await Array.fromAsync(get(`bytes=${start}-${last}`)));
    },

    async md5() {
      if (digest === undefined) for await (const _ of stream());
      return digest ?? '';
    },
  };
}
