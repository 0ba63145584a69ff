import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { type Call, header, sendEmpty } from './call.ts';
import { noSuchKey, preconditionFailed, S3Error } from './error.ts';
import { matches } from './objects.ts';
import { checksumHeader } from './put.ts';
import type { StoredObject } from './stored-object.ts';

/** GetObject. */
export async function getObject(call: Call): Promise<void> {
  const object = find(call);
  if (notModified(call, object)) return sendEmpty(call, 304, { etag: `"${object.etag}"` });
  const range = rangeOf(call, object);
  // Opened before the first byte is promised: a delete or a replacement from now on changes nothing for this reader.
  const file = await open(call.store.blobs.path(object.blob));
  try {
    call.response.writeHead(range ? 206 : 200, headersOf(call, object, range));
    if (object.size === 0) call.response.end();
    else
      await pipeline(
        file.createReadStream({ ...range, autoClose: false, highWaterMark: 1 << 18 }),
        call.response,
      );
  } finally {
    await file.close();
  }
}

/** HeadObject. */
export async function headObject(call: Call): Promise<void> {
  const object = find(call);
  if (notModified(call, object)) return sendEmpty(call, 304, { etag: `"${object.etag}"` });
  const range = rangeOf(call, object);
  call.response.writeHead(range ? 206 : 200, headersOf(call, object, range));
  call.response.end();
}

/** Both ends included. */
interface Range {
  readonly start: number;
  readonly end: number;
}

function find(call: Call): StoredObject {
  const object = call.store.objects.get(call.bucket.name, call.key);
  if (!object) throw noSuchKey();
  const ifMatch = header(call, 'if-match');
  if (ifMatch && !matches(ifMatch, object.etag)) throw preconditionFailed();
  return object;
}

function notModified(call: Call, object: StoredObject): boolean {
  const ifNoneMatch = header(call, 'if-none-match');
  return ifNoneMatch !== undefined && matches(ifNoneMatch, object.etag);
}

/** One range of bytes, as S3 serves it; several at once are answered whole. */
function rangeOf(call: Call, object: StoredObject): Range | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header(call, 'range') ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const last = object.size - 1;
  const suffix = match[1] === '';
  const start = suffix ? Math.max(0, object.size - Number(match[2])) : Number(match[1]);
  const end = suffix || match[2] === '' ? last : Math.min(last, Number(match[2]));
  if (start > last || start > end || (suffix && Number(match[2]) === 0)) {
    const headers = { 'content-range': `bytes */${object.size}` };
    throw new S3Error(416, 'InvalidRange', 'The requested range is not satisfiable', headers);
  }
  return { start, end };
}

function headersOf(
  call: Call,
  object: StoredObject,
  range: Range | undefined,
): Record<string, string | number> {
  const headers: Record<string, string | number> = {
    ...JSON.parse(object.headers),
    'accept-ranges': 'bytes',
    'content-length': range ? range.end - range.start + 1 : object.size,
    etag: `"${object.etag}"`,
    'last-modified': new Date(object.modified).toUTCString(),
  };
  if (range) headers['content-range'] = `bytes ${range.start}-${range.end}/${object.size}`;
  else if (header(call, 'x-amz-checksum-mode')?.toUpperCase() === 'ENABLED') {
    Object.assign(headers, checksumHeader(object.checksum));
  }
  for (const name of ['type', 'disposition', 'encoding', 'language']) {
    const value = call.query.get(`response-content-${name}`);
    if (value) headers[`content-${name}`] = value;
  }
  const [cache, expires] = [call.query.get('response-cache-control'), call.query.get('response-expires')];
  if (cache) headers['cache-control'] = cache;
  if (expires) headers.expires = expires;
  return headers;
}
