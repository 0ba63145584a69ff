import type { KeyObject } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { headerClaim, headersOf, parseTime, SKEW, unsignedOf } from './claim.ts';
import type { Scope } from './scope.ts';
import { sameSignature, sha256, signature, signingKey } from './signature.ts';

/** What DynamoDB and SQS say of a signature that does not hold. */
export class InvalidSignature extends Error {
  override readonly name = 'InvalidSignatureException';
}

/** Good for a day; every call would make it anew, which takes longer than all else here. */
const keys = new Map<string, KeyObject>();

function keyOf(secret: string, { date, region, service }: Scope): KeyObject {
  const name = [secret, date, region, service].join('/');
  const key = keys.get(name) ?? signingKey(secret, date, region, service);
  if (keys.size > 1000) keys.clear();
  keys.set(name, key);
  return key;
}

/** Throws InvalidSignature unless the owner of the key has signed this call, its body included, just now. */
export function requireSignature(
  request: IncomingMessage,
  body: Uint8Array,
  scope: Scope,
  secret: string | undefined,
): void {
  const claim = headerClaim(request);
  const headers = headersOf(request);
  const time = parseTime(claim.time);
  if (!(Math.abs(Date.now() - time) <= SKEW) || !claim.time.startsWith(scope.date))
    throw new InvalidSignature(`Signature expired: ${claim.time || 'it has no time'}.`);
  const unsigned = unsignedOf(headers, claim);
  if (unsigned.length > 0)
    throw new InvalidSignature(`Headers must be signed, and were not: ${unsigned.join(', ')}.`);
  const { date, region, service } = scope;
  const signed = {
    method: request.method ?? 'POST',
    path: request.url ?? '/',
    query: '',
    headers,
    signedHeaders: claim.signedHeaders,
    // Of what came, whatever the header says of it.
    payloadHash: sha256(body),
    time: claim.time,
    scope: `${date}/${region}/${service}/aws4_request`,
  };
  const key = keyOf(secret ?? '', scope);
  if (secret === undefined || !sameSignature(signature(signed, key), claim.signature))
    throw new InvalidSignature(
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
    );
}
