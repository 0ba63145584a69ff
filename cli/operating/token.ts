import { type Scope, scopes } from '#domain/ports/account.ts';
import { createToken, newSecret } from '#domain/tokens/tokens.ts';
import { Refusal } from '../refusal.ts';
import { namesFor, type Place, recordsIn } from './deployed.ts';

interface Told extends Omit<Place, 'region'> {
  readonly region?: string | undefined;
  readonly uid: number;
  readonly name: string;
  readonly scopes: string;
}

/**
 * `refrain token`: makes a token with the caller's own AWS credentials and prints it, once. For the first token of a
 * deployment; others are made with it.
 */
export async function token({ region, stage, uid, name, json, ...told }: Told): Promise<number> {
  if (!region) throw new Refusal('name a region of the deployment: refrain token --region eu-west-1');
  const scopes = scopesOf(told.scopes);
  const names = namesFor(stage);
  const deployment = recordsIn(names, region);
  try {
    const secret = newSecret(region);
    await createToken(deployment, { uid, name, scopes, expiresAt: null }, secret);
    process.stdout.write(json ? `${JSON.stringify({ uid, name, scopes, token: secret })}\n` : `${secret}\n`);
  } catch (cause) {
    const { message } = cause as Error;
    throw new Refusal(
      `no token was made: ${message} (is Refrain deployed in ${region}, and may you write its table ${names.recordsTable}?)`,
    );
  }
  return 0;
}

/** A list by commas. Throws Refusal for what is no scope. */
const scopesOf = (list: string): Scope[] =>
  list.split(',').map((wanted) => {
    const scope = scopes.find((known) => known === wanted);
    if (!scope) throw new Refusal(`--scopes is a list of ${scopes.join(', ')}`);
    return scope;
  });
