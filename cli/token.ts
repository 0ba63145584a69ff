import { type Scope, scopes } from '#domain/ports/account.ts';
import { createToken, newSecret } from '#domain/tokens/tokens.ts';
import { accountOf, accountOptions } from './account.ts';
import { recordsIn } from './deployed.ts';
import { optionsOf } from './options.ts';
import { Refusal } from './refusal.ts';

/**
 * `refrain token`: makes a token with the caller's own AWS credentials and prints it, once. For the first token of a
 * deployment; others are made with it.
 */
export async function token(args: readonly string[]): Promise<number> {
  const { region, uid, names, name, scopes } = parse(args);
  const deployment = recordsIn(names, region);
  try {
    const secret = newSecret(region);
    await createToken(deployment, { uid, name, scopes, expiresAt: null }, secret);
    process.stdout.write(`${secret}\n`);
  } catch (cause) {
    const { message } = cause as Error;
    throw new Refusal(
      `no token was made: ${message} (is Refrain deployed in ${region}, and may you write its table ${names.recordsTable}?)`,
    );
  }
  return 0;
}

function parse(args: readonly string[]) {
  const { values } = optionsOf(args, {
    options: {
      ...accountOptions,
      name: { type: 'string', default: 'first token' },
      scopes: { type: 'string', default: 'admin' },
    },
  });
  const wanted = values.scopes.split(',').map((wantedScope): Scope => {
    const scope = scopes.find((known) => known === wantedScope);
    if (!scope) throw new Refusal(`--scopes is a list of ${scopes.join(', ')}`);
    return scope;
  });
  return { ...accountOf('token', values), name: values.name, scopes: wanted };
}
