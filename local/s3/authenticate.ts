import type { KeyObject } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type Claim, headerClaim, headersOf, parseTime, SKEW, unsignedOf } from '../front/claim.ts';
import { parseScope, type Scope } from '../front/scope.ts';
import {
  hmac,
  type SignedRequest,
  sameSignature,
  sha256,
  signature,
  signingKey,
} from '../front/signature.ts';
import type { VerifyChunk } from './aws-chunked.ts';
import { S3Error } from './error.ts';

/** A request whose signature held. */
export interface Authenticated {
  /** The payload hash that was signed: hex, or one of AWS's words. */
  readonly payloadHash: string;
  /** For bodies whose chunks are signed one after the other. */
  readonly verifyChunk: VerifyChunk | undefined;
}

const denied = (message: string): S3Error => new S3Error(403, 'AccessDenied', message);
const mismatch = (): S3Error =>
  new S3Error(
    403,
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the one you provided.',
  );

/** Verifies Signature V4 of a header-signed or presigned request; throws what S3 would answer. */
export function authenticate(
  request: IncomingMessage,
  scope: Scope,
  secret: string,
  now: number,
): Authenticated {
  const [path = '/', query = ''] = splitUrl(request.url ?? '/');
  const claim = request.headers.authorization ? headerClaim(request) : presignedClaim(query, request);
  if (!parseScope(claim.credential)) throw denied('The credential is malformed.');
  const time = parseTime(claim.time);
  if (Number.isNaN(time)) throw denied('The request has no valid date.');
  if (claim.expires === undefined) {
    if (Math.abs(now - time) > SKEW) {
      throw new S3Error(
        403,
        'RequestTimeTooSkewed',
        'The difference between the request time and ours is too large.',
      );
    }
  } else if (now > time + claim.expires * 1000 || now < time - SKEW) {
    throw denied('Request has expired');
  }
  if (!claim.time.startsWith(scope.date)) throw mismatch();

  const headers = headersOf(request);
  const unsigned = unsignedOf(headers, claim);
  if (unsigned.length > 0)
    throw denied(`There were headers present in the request which were not signed: ${unsigned}`);
  const signed: SignedRequest = {
    method: request.method ?? 'GET',
    path,
    query,
    headers,
    signedHeaders: claim.signedHeaders,
    payloadHash: claim.payloadHash,
    time: claim.time,
    scope: `${scope.date}/${scope.region}/${scope.service}/aws4_request`,
  };
  const key = signingKey(secret, scope.date, scope.region, scope.service);
  if (!sameSignature(signature(signed, key), claim.signature)) throw mismatch();
  const chunksSigned = claim.payloadHash.startsWith('STREAMING-AWS4-HMAC-SHA256-PAYLOAD');
  return {
    payloadHash: claim.payloadHash,
    verifyChunk: chunksSigned ? chunkVerifier(signed, key, claim.signature) : undefined,
  };
}

function presignedClaim(query: string, request: IncomingMessage): Claim {
  const parameters = new URLSearchParams(query);
  const expires = Number(parameters.get('X-Amz-Expires') ?? Number.NaN);
  if (!(expires >= 1 && expires <= 604_800)) {
    throw new S3Error(
      400,
      'AuthorizationQueryParametersError',
      'X-Amz-Expires must be between 1 and 604800 seconds',
    );
  }
  const hash = parameters.get('X-Amz-Content-Sha256') ?? request.headers['x-amz-content-sha256'];
  return {
    credential: parameters.get('X-Amz-Credential') ?? '',
    signedHeaders: (parameters.get('X-Amz-SignedHeaders') ?? '').toLowerCase().split(';'),
    signature: parameters.get('X-Amz-Signature') ?? '',
    time: parameters.get('X-Amz-Date') ?? '',
    expires,
    payloadHash: String(hash ?? 'UNSIGNED-PAYLOAD'),
  };
}

function chunkVerifier(request: SignedRequest, key: KeyObject, seed: string): VerifyChunk {
  let previous = seed;
  return (bytes, claimed) => {
    const hash = sha256(bytes);
    const text = ['AWS4-HMAC-SHA256-PAYLOAD', request.time, request.scope, previous, sha256(''), hash].join(
      '\n',
    );
    previous = hmac(key, text).toString('hex');
    if (!sameSignature(previous, claimed ?? '')) throw mismatch();
  };
}

export function splitUrl(url: string): [string, string] {
  const question = url.indexOf('?');
  return question < 0 ? [url, ''] : [url.slice(0, question), url.slice(question + 1)];
}
