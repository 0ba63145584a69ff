import { Forbidden, Unauthenticated } from '#domain/errors.ts';
import type { Caller, Scope } from '#domain/ports/account.ts';
import { allows } from '#domain/ports/account.ts';
import { authenticate } from '#domain/tokens/tokens.ts';
import { deployment } from '#functions/services/deployment.ts';

/** A revoked token stops working within this time. */
const REMEMBERED_FOR = 60_000;
const REMEMBERED = 1000;

const remembered = new Map<string, { caller: Caller; until: number }>();

/** Whoever sent `Authorization: Bearer <token>`. Rejects with Unauthenticated or Forbidden. */
export async function callerOf(authorization: string | undefined, scope: Scope): Promise<Caller> {
  const secret = /^Bearer +(\S+)$/i.exec(authorization?.trim() ?? '')?.[1];
  if (!secret) throw new Unauthenticated();
  const caller = recall(secret) ?? (await identify(secret));
  if (!allows(caller, scope)) throw new Forbidden(`This token lacks the scope ${scope}.`);
  return caller;
}

function recall(secret: string): Caller | undefined {
  const known = remembered.get(secret);
  return known && known.until > Date.now() ? known.caller : undefined;
}

async function identify(secret: string): Promise<Caller> {
  const { expiresAt, ...caller } = await authenticate(deployment, secret);
  const until = Math.min(Date.now() + REMEMBERED_FOR, expiresAt?.getTime() ?? Number.POSITIVE_INFINITY);
  if (remembered.size >= REMEMBERED) remembered.clear();
  remembered.set(secret, { caller, until });
  return caller;
}
