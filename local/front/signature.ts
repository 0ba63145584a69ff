import { createHash, createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';

/** Signature Version 4 as S3 reads it: the path is encoded once, and the payload's hash is taken from the header. */
export interface SignedRequest {
  readonly method: string;
  /** Path as it was sent, still percent-encoded. */
  readonly path: string;
  /** Query without the leading `?`, as it was sent. */
  readonly query: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly signedHeaders: readonly string[];
  readonly payloadHash: string;
  /** `20261121T212241Z`. */
  readonly time: string;
  /** `20261121/eu-west-1/s3/aws4_request`. */
  readonly scope: string;
}

export function signature(request: SignedRequest, key: KeyObject): string {
  return hmac(key, stringToSign(request)).toString('hex');
}

function stringToSign(request: SignedRequest): string {
  const headers = request.signedHeaders.map(
    (name) => `${name}:${trimmed(request.headers.get(name) ?? '')}\n`,
  );
  const canonical = [
    request.method,
    canonicalPath(request.path),
    canonicalQuery(request.query),
    headers.join(''),
    request.signedHeaders.join(';'),
    request.payloadHash,
  ].join('\n');
  return ['AWS4-HMAC-SHA256', request.time, request.scope, sha256(canonical)].join('\n');
}

/** As an object, with which Node signs five times as fast as with its bytes. */
export function signingKey(secret: string, date: string, region: string, service: string): KeyObject {
  const key = [date, region, service, 'aws4_request'].reduce<Buffer>(hmac, Buffer.from(`AWS4${secret}`));
  return createSecretKey(key);
}

export function sameSignature(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

export function hmac(key: Buffer | KeyObject, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

export function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}

function canonicalPath(path: string): string {
  return path.split('/').map(reencoded).join('/');
}

/** Sorted by name then value, each encoded AWS's way; the signature itself is left out. */
function canonicalQuery(query: string): string {
  return query
    .split('&')
    .filter((pair) => pair !== '' && !pair.startsWith('X-Amz-Signature='))
    .map((pair) => {
      const equals = pair.indexOf('=');
      const [name, value] = equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
      return [reencoded(name), reencoded(value)] as const;
    })
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map((pair) => pair.join('='))
    .join('&');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Clients differ in what they escape; AWS signs RFC 3986's spelling. */
function reencoded(text: string): string {
  let plain = text;
  try {
    plain = decodeURIComponent(text);
  } catch {
    // Not an encoding: taken literally, and the signature will tell.
  }
  return encodeURIComponent(plain).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function trimmed(value: string): string {
  return value.trim().replace(/ +/g, ' ');
}
