import { toBase64Url } from '#core/text/base64url.ts';
import { type Attempt, onlyAttempt } from '#domain/attempt.ts';
import { Forbidden, NotFound, Unauthenticated } from '#domain/errors.ts';
import type { Caller } from '#domain/ports/account.ts';
import { type Deployment, regionNamed } from '#domain/ports/deployment.ts';
import type { Token } from '#domain/ports/token.ts';
import { codeOf, regionWithCode } from '#domain/regions.ts';

export type NewToken = Pick<Token, 'uid' | 'name' | 'scopes' | 'expiresAt'>;

/** A new secret: `rf<region code>_` and 256 random bits. The code tells where to look the token up. */
export function newSecret(region: string): string {
  const random = crypto.getRandomValues(new Uint8Array(32));
  return `rf${codeOf(region)}_${toBase64Url(random)}`;
}

/** The account of whoever deployed it. */
const DEPLOYER = 1;

/** Throws Forbidden for a caller who would make a token for another account and is not the deployer. */
export function refuseToActFor(caller: Caller, uid: number): void {
  if (uid === caller.uid || caller.uid === DEPLOYER) return;
  throw new Forbidden(
    `Only a token of account ${DEPLOYER}, the deployer's, makes tokens for other accounts: leave uid out for one of your own, ${caller.uid}.`,
  );
}

/** Makes a token of `secret` in the region where this runs. Only its hash is kept. */
export async function createToken(
  deployment: Deployment,
  wanted: NewToken,
  secret: string,
  attempt: Attempt = onlyAttempt,
): Promise<Token> {
  const { here } = deployment;
  // Nobody has heard the secret of one that an earlier attempt has made.
  const made = attempt.noted?.['tokenId'];
  if (typeof made === 'string') await regionOfToken(deployment, made)?.tokens.remove(wanted.uid, made);
  const id = `${codeOf(here.name)}-${crypto.randomUUID()}`;
  await attempt.note({ tokenId: id });
  const token: Token = { ...wanted, id, createdAt: deployment.now() };
  await here.tokens.create(token, await hashOf(secret));
  return token;
}

/** Who holds this secret, and how long. Rejects with Unauthenticated when it is unknown, expired or revoked. */
export async function authenticate(
  deployment: Deployment,
  secret: string,
): Promise<Caller & Pick<Token, 'id' | 'expiresAt'>> {
  const code = /^rf(\d{1,2})_[\w-]{43}$/.exec(secret)?.[1];
  const region = regionNamed(deployment, regionWithCode(Number(code)));
  const token = await region?.tokens.byHash(await hashOf(secret));
  if (!token || (token.expiresAt && token.expiresAt <= deployment.now())) throw new Unauthenticated();
  const { id, uid, scopes, expiresAt } = token;
  return { id, uid, scopes, expiresAt };
}

/** The account's tokens of all regions, oldest first. */
export async function listTokens(deployment: Deployment, caller: Caller): Promise<Token[]> {
  const lists = await Promise.all(deployment.regions.map(({ tokens }) => tokens.list(caller.uid)));
  return lists.flat().sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
}

export async function revokeToken(deployment: Deployment, caller: Caller, id: string): Promise<void> {
  const region = regionOfToken(deployment, id);
  if (!(await region?.tokens.remove(caller.uid, id))) throw new NotFound('No such token.');
}

const regionOfToken = (deployment: Deployment, id: string) =>
  regionNamed(deployment, regionWithCode(Number(id.split('-')[0])));

async function hashOf(secret: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(secret));
  return Buffer.from(digest).toString('hex');
}
