import type { Command } from '@commander-js/extra-typings';
import { addressed } from './addressed.ts';
import { endWith } from './notes.ts';

/** Below `refrain token`, which makes the first one with AWS credentials. */
export function addTokenCalls(token: Command): void {
  addressed(token.command('list').description('list the tokens of the account, by the API'), {
    examples: ['token list'],
  }).action(async (options) => endWith((await import('../client/tokens.ts')).listTokens(options)));
  addressed(
    token
      .command('create')
      .description('make another token, by the API, and print it')
      .argument('<name>', 'what it is for')
      .option('--scopes <list>', 'what it allows, by commas: read, write, admin', 'read,write')
      .option('--expires <time>', 'when it ends, as 2030-01-01T00:00:00Z'),
    { examples: ['token create importer', 'token create reader --scopes read'] },
  ).action(async (name, options) =>
    endWith((await import('../client/tokens.ts')).createToken(name, options)),
  );
  addressed(
    token
      .command('revoke')
      .description('revoke a token, by the API')
      .argument('<id>', 'as the list tells it'),
    { examples: ['token revoke 1-5f0e7a52-0d38-4c1e-9a57-2f6b8f1f6c11'] },
  ).action(async (id, options) => endWith((await import('../client/tokens.ts')).revokeToken(id, options)));
}
