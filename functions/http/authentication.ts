import { Forbidden, Unauthenticated } from '#domain/errors.ts';
import type { Caller, Scope } from '#domain/ports/account.ts';
import { allows } from '#domain/ports/account.ts';
import { authenticate } from '#domain/tokens/tokens.ts';
import { deployment } from '#functions/services/deployment.ts';

/** A revoked token stops working within this time. */
const REMEMBERED_FOR = 60_000;
const REMEMBERED = 1000;

const remembered = new Map<string, { identity: Identified; until: number }>();

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

async function identify(secret: string): Promise<Identified> {
  const { id: tokenId, expiresAt, ...caller } = await authenticate(deployment, secret);
  const until = Math.min(Date.now() + REMEMBERED_FOR, expiresAt?.getTime() ?? Number.POSITIVE_INFINITY);
  if (remembered.size >= REMEMBERED) remembered.clear();
  const identity = { caller, tokenId };
  remembered.set(secret, { identity, until });
  return identity;
}
