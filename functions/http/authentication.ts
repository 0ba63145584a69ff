import { Forbidden, Unauthenticated, Unreachable } from '#domain/errors.ts';
import type { Caller, Scope } from '#domain/ports/account.ts';
import { allows } from '#domain/ports/account.ts';
import { authenticate } from '#domain/tokens/tokens.ts';
import { deployment } from '#functions/services/deployment.ts';

/** While the region that knows a token does not answer, who held it a while ago still does. */
const BELIEVED_FOR = 15 * 60_000;
/** A revoked token stops working within this time. */
const REMEMBERED_FOR = 60_000;
const REMEMBERED = 1000;

interface Remembered {
  readonly identity: Identified;
  readonly until: number;
  readonly expires: number;
}

const remembered = new Map<string, Remembered>();

/** Whoever sent a request, and with which token: its id, which is no secret. */
export interface Identified {
  readonly caller: Caller;
  readonly tokenId: string;
}

/** Whoever sent `Authorization: Bearer <token>`. Rejects with Unauthenticated when nobody is known by it. */
export async function identityOf(authorization: string | undefined): Promise<Identified> {
  const secret = /^Bearer +(\S+)$/i.exec(authorization?.trim() ?? '')?.[1];
  if (!secret) throw new Unauthenticated();
  return recall(secret) ?? (await identify(secret));
}

/** Throws Forbidden for a caller whose token has neither this scope nor `admin`. */
export function checkScope(caller: Caller, scope: Scope): void {
  if (!allows(caller, scope)) throw new Forbidden(`This token lacks the scope ${scope}.`);
}

function recall(secret: string): Identified | undefined {
  const known = remembered.get(secret);
  return known && known.until > Date.now() ? known.identity : undefined;
}

function standIn(before: Remembered | undefined): Identified {
  const now = Date.now();
  if (before && before.until + BELIEVED_FOR > now && before.expires > now) return before.identity;
  throw new Unreachable('The region that knows this token does not answer. Try again in a moment.');
}

async function identify(secret: string): Promise<Identified> {
  const before = remembered.get(secret);
  const found = await authenticate(deployment, secret).catch((error: unknown) => {
    if (!(error instanceof Unreachable)) throw error;
  });
  if (!found) return standIn(before);
  const { id: tokenId, expiresAt, ...caller } = found;
  const expires = expiresAt?.getTime() ?? Number.POSITIVE_INFINITY;
  const until = Math.min(Date.now() + REMEMBERED_FOR, expires);
  if (remembered.size >= REMEMBERED) remembered.clear();
  const identity = { caller, tokenId };
  remembered.set(secret, { identity, until, expires });
  return identity;
}
