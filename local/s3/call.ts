import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticated } from './authenticate.ts';
import type { Blobs } from './blobs.ts';
import type { Bucket, Buckets } from './buckets.ts';
import { notImplemented, S3Error } from './error.ts';
import type { Objects } from './objects.ts';
import type { Outbox } from './outbox.ts';
import type { Uploads } from './uploads.ts';
import { document } from './xml.ts';

/** All that is stored, and what moves it. */
export interface Store {
  readonly buckets: Buckets;
  readonly objects: Objects;
  readonly uploads: Uploads;
  readonly blobs: Blobs;
  readonly outbox: Outbox;
}

/** One authenticated request to a bucket or an object of the caller's region. */
export interface Call {
  readonly store: Store;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly auth: Authenticated;
  readonly bucket: Bucket;
  /** Empty for the bucket itself. */
  readonly key: string;
  readonly query: URLSearchParams;
  /** Throws AccessDenied when the caller may not do this to `bucket` or `bucket/key`. */
  readonly needs: (action: string, resource: string) => void;
}

export type Operation = (call: Call) => Promise<void>;

export function header(call: Call, name: string): string | undefined {
  const value = call.request.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

export function sendXml(call: Call, root: string, inner: string): void {
  const body = document(root, inner);
  call.response.writeHead(200, {
    'content-type': 'application/xml',
    'content-length': Buffer.byteLength(body),
  });
  call.response.end(body);
}

export function sendEmpty(call: Call, status: number, headers: Readonly<Record<string, string>> = {}): void {
  call.response.writeHead(status, status === 204 ? headers : { 'content-length': 0, ...headers });
  call.response.end();
}

/** The whole body as text, for the small XML of requests. */
export async function readXml(call: Call): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of call.request) {
    size += chunk.length;
    if (size > 2 << 20) throw new S3Error(400, 'MalformedXML', 'The XML you provided is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A path or copy source `bucket/key`, percent-decoded. */
export function bucketAndKey(path: string): [string, string] {
  const [, bucket = '', key = ''] = /^\/?([^/]*)\/?(.*)$/s.exec(path) ?? [];
  try {
    return [decodeURIComponent(bucket), decodeURIComponent(key)];
  } catch {
    throw new S3Error(400, 'InvalidURI', "Couldn't parse the specified URI.");
  }
}

/** Headers that ask for something we would silently not do. */
export function refuseUnknownHeaders(call: Call): void {
  for (const name of [
    'x-amz-tagging',
    'x-amz-object-lock-mode',
    'x-amz-server-side-encryption-customer-algorithm',
  ]) {
    if (call.request.headers[name] !== undefined) throw notImplemented(name);
  }
}
