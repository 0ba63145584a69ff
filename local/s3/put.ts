import { receive } from './body.ts';
import { bucketAndKey, type Call, header, refuseUnknownHeaders, sendEmpty, sendXml } from './call.ts';
import { noSuchKey, S3Error } from './error.ts';
import type { Conditions } from './objects.ts';
import type { StoredObject } from './stored-object.ts';
import { tag } from './xml.ts';

const kept = [
  'content-type',
  'cache-control',
  'content-disposition',
  'content-language',
  'content-encoding',
  'expires',
];

/** PutObject. */
export async function putObject(call: Call): Promise<void> {
  refuseUnknownHeaders(call);
  const conditions = conditionsOf(call);
  // Asked before the body is taken, and again when the object is made: a second writer may come between.
  call.store.objects.check(call.bucket.name, call.key, conditions);
  const received = await receive(call);
  const object: StoredObject = {
    bucket: call.bucket.name,
    key: call.key,
    ...received,
    modified: Date.now(),
    headers: JSON.stringify(keptHeaders(call)),
  };
  await call.store.objects.commit(object, 'Put', conditions);
  call.store.outbox.wake();
  sendEmpty(call, 200, { etag: `"${object.etag}"`, ...checksumHeader(object.checksum) });
}

/** CopyObject: within a region or from another one, as on AWS. */
export async function copyObject(call: Call): Promise<void> {
  const [bucket, key] = bucketAndKey(
    (header(call, 'x-amz-copy-source') ?? '').replace(/\?versionId=.*$/, ''),
  );
  call.needs('s3:GetObject', `${bucket}/${key}`);
  const source = call.store.objects.get(bucket, key);
  if (!source) throw noSuchKey();
  call.store.objects.check(bucket, key, {
    ifMatch: header(call, 'x-amz-copy-source-if-match'),
    ifNoneMatch: header(call, 'x-amz-copy-source-if-none-match'),
  });
  const replaced = header(call, 'x-amz-metadata-directive') === 'REPLACE';
  if (bucket === call.bucket.name && key === call.key && !replaced) {
    throw new S3Error(
      400,
      'InvalidRequest',
      'This copy request is illegal because it copies an object to itself.',
    );
  }
  const object: StoredObject = {
    ...source,
    bucket: call.bucket.name,
    key: call.key,
    blob: await call.store.blobs.copy(source.blob),
    modified: Date.now(),
    headers: replaced ? JSON.stringify(keptHeaders(call)) : source.headers,
  };
  await call.store.objects.commit(object, 'Copy', conditionsOf(call));
  call.store.outbox.wake();
  const modified = tag('LastModified', new Date(object.modified).toISOString());
  sendXml(call, 'CopyObjectResult', tag('ETag', `"${object.etag}"`) + modified);
}

export function conditionsOf(call: Call): Conditions {
  return { ifMatch: header(call, 'if-match'), ifNoneMatch: header(call, 'if-none-match') };
}

/** What an object keeps of the request that makes it. */
export function keptHeaders(call: Call): Record<string, string> {
  const headers: Record<string, string> = {};
  // A presigned URL may carry metadata in its query, where the presigner put it.
  const sent = [...Object.entries(call.request.headers), ...call.query].map(([name, value]) => [
    name.toLowerCase(),
    value,
  ]);
  for (const [name, value] of sent) {
    if (typeof name !== 'string' || typeof value !== 'string') continue;
    if (kept.includes(name) || name.startsWith('x-amz-meta-')) headers[name] = value;
  }
  const encodings = (headers['content-encoding'] ?? '').split(',').map((encoding) => encoding.trim());
  const encoding = encodings.filter((name) => name !== '' && name !== 'aws-chunked').join(',');
  if (encoding) headers['content-encoding'] = encoding;
  else delete headers['content-encoding'];
  headers['content-type'] ??= 'application/octet-stream';
  return headers;
}

export function checksumHeader(checksum: string | null): Record<string, string> {
  const [name, value] = checksum?.split(': ') ?? [];
  return name && value ? { [name]: value } : {};
}
