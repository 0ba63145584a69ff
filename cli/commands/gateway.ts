import type { Command } from '@commander-js/extra-typings';
import { endWith, notes } from './notes.ts';
import { wholeNumber } from './numbers.ts';

export function addGateway(program: Command): void {
  program
    .command('gateway')
    .description('answer clients in a deployment’s place, and take uploads of any size')
    .requiredOption('--to <url>', 'the deployment: the ApiUrl that a stack printed')
    .option('--port <n>', 'where it answers', wholeNumber(0, 65_535), 8790)
    .option('--host <name>', 'the address it binds: this machine alone unless told', '127.0.0.1')
    .option('--disk <gigabytes>', 'what uploads under way may take of the temporary folder', '20')
    .addHelpText(
      'after',
      notes({
        about: ['It keeps no token. TMPDIR says where uploads under way lie.'],
        examples: ['gateway --to https://abc.execute-api.eu-west-1.amazonaws.com'],
      }),
    )
    .action(async (options) => endWith((await import('../gateway.ts')).gateway(options)));
}
