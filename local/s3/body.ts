import type { Authenticated } from './authenticate.ts';
import { awsChunked } from './aws-chunked.ts';
import type { Call } from './call.ts';
import { header } from './call.ts';
import { Checksums } from './checksums.ts';
import { S3Error } from './error.ts';
import type { Received } from './received.ts';

const largest = 5 * 1024 ** 3;

/** Streams a request's body to disk, decodes aws-chunked, verifies every claim about it; nothing stays of a false one. */
export async function receive(call: Call): Promise<Received> {
  const claims = claimed(call.auth, call);
  const trailer = header(call, 'x-amz-trailer')?.toLowerCase();
  const checksums = new Checksums(new Set([...claims.keys(), ...(trailer ? [trailer] : [])]));
  const length = Number(
    header(call, 'x-amz-decoded-content-length') ?? header(call, 'content-length') ?? Number.NaN,
  );
  if (Number.isNaN(length))
    throw new S3Error(411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.');
  if (length > largest)
    throw new S3Error(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size.');

  const chunked = call.auth.payloadHash.startsWith('STREAMING-');
  const source: AsyncIterable<Uint8Array> = call.request;
  const bytes = chunked ? awsChunked(source, claims, call.auth.verifyChunk) : source;
  const blob = await call.store.blobs.write(digested(bytes, checksums));
  try {
    if (checksums.size !== length)
      throw new S3Error(400, 'IncompleteBody', 'The body is not as long as its headers say.');
    return { blob, size: checksums.size, etag: checksums.etag(), checksum: checksums.verify(claims) };
  } catch (error) {
    await call.store.blobs.remove(blob);
    throw error;
  }
}

/** What the headers claim of the body; trailers join when they come. */
function claimed(auth: Authenticated, call: Call): Map<string, string> {
  const claims = new Map<string, string>();
  for (const [name, value] of Object.entries(call.request.headers)) {
    if ((name === 'content-md5' || name.startsWith('x-amz-checksum-')) && typeof value === 'string')
      claims.set(name, value);
  }
  // A presigned URL can carry them too, where the presigner hoisted headers into the query.
  for (const [name, value] of call.query) {
    if (name.toLowerCase().startsWith('x-amz-checksum-')) claims.set(name.toLowerCase(), value);
  }
  if (/^[0-9a-f]{64}$/.test(auth.payloadHash)) claims.set('x-amz-content-sha256', auth.payloadHash);
  return claims;
}

async function* digested(bytes: AsyncIterable<Uint8Array>, checksums: Checksums): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    checksums.update(chunk);
    yield chunk;
  }
}
