import type { Command } from '@commander-js/extra-typings';
import { json } from './addressed.ts';
import { endWith, notes } from './notes.ts';

export function addProfile(program: Command): void {
  const profiles = program
    .command('profile')
    .description('keep URLs and tokens of deployments, for nobody else to read');
  profiles
    .command('set')
    .description('keep a deployment under a name; its token comes by the standard input')
    .argument('<name>', 'what it is called; "default" is taken when none is named')
    .requiredOption('--url <url>', 'the ApiUrl that a stack printed')
    .addOption(json())
    .addHelpText(
      'after',
      notes({
        examples: ['profile set default --url https://abc.execute-api.eu-west-1.amazonaws.com < token.txt'],
      }),
    )
    .action(async (name, options) =>
      endWith((await import('../client/profile-commands.ts')).setProfile(name, options)),
    );
  profiles
    .command('list')
    .description('list the profiles, without their tokens')
    .addOption(json())
    .addHelpText('after', notes({ examples: ['profile list'] }))
    .action(async (options) =>
      endWith((await import('../client/profile-commands.ts')).listProfiles(options)),
    );
  profiles
    .command('remove')
    .description('forget a profile')
    .argument('<name>', 'which one')
    .addOption(json())
    .addHelpText('after', notes({ examples: ['profile remove default'] }))
    .action(async (name, options) =>
      endWith((await import('../client/profile-commands.ts')).removeProfile(name, options)),
    );
}
