import { Malformed } from '#domain/errors.ts';

/**
 * A page token says where a listing goes on; it allows nothing. Whatever it holds, only the caller's own account is
 * read, so nobody gains by making one up, and no secret is needed: a digest over the position and all that the
 * token is bound to tells a changed token and one of another account, region, list or group. Whoever knows the digest
 * can make any: what is in it is read like all that comes from outside.
 */
const DIGEST_BYTES = 16;

type Position = readonly (string | number)[];

/** The token of a position in the listing that `bound` names. */
export async function sealToken(bound: Position, position: Position): Promise<string> {
  const bytes = Buffer.from(JSON.stringify(position));
  return Buffer.concat([await digest(bound, bytes), bytes]).toString('base64url');
}

/**
 * The position in a token of the listing that `bound` names, as `read` finds it. Rejects with Malformed for any other
 * token, and for one in which `read` finds none.
 */
export async function openToken<P>(
  bound: Position,
  token: string,
  read: (position: readonly unknown[]) => P | undefined,
): Promise<P> {
  const whole = Buffer.from(token, 'base64url');
  const bytes = whole.subarray(DIGEST_BYTES);
  const isOurs =
    whole.toString('base64url') === token &&
    (await digest(bound, bytes)).equals(whole.subarray(0, DIGEST_BYTES));
  const position = isOurs ? listIn(bytes) : undefined;
  const place = position && read(position);
  if (place !== undefined) return place;
  throw new Malformed('The page-token is not one of this listing: send one as it was answered, or none.');
}

function listIn(bytes: Buffer): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString());
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

async function digest(bound: Position, bytes: Uint8Array): Promise<Buffer> {
  const content = Buffer.concat([Buffer.from(`${JSON.stringify(bound)}\n`), bytes]);
  return Buffer.from(await crypto.subtle.digest('SHA-256', content)).subarray(0, DIGEST_BYTES);
}
