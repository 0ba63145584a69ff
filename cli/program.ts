import { Command } from '@commander-js/extra-typings';
import packageJson from '../package.json' with { type: 'json' };
import { addBuckets } from './commands/buckets.ts';
import { addCompletion } from './commands/completion.ts';
import { addDedup } from './commands/dedup.ts';
import { addDump, addDuplicates, addIdentify } from './commands/duplicates.ts';
import { addFiles } from './commands/files.ts';
import { addGateway } from './commands/gateway.ts';
import { addCompare, addFingerprint } from './commands/listening.ts';
import { addDoctor, addRedrive, addReindex, addRepair, addToken } from './commands/operating.ts';
import { addProfile } from './commands/profile.ts';
import { addScan } from './commands/scan.ts';
import { addSync } from './commands/sync.ts';
import { bold, dim } from './terminal/colours.ts';

/**
 * All commands. What a command does is loaded when it is run, so that help costs nothing, a fingerprint needs no AWS and
 * a gateway neither that nor decoders.
 */
export function program(): Command {
  const all = new Command('refrain')
    .description('Which recordings are the same, on this machine and in deployments of Refrain.')
    .version(packageJson.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this text')
    .helpCommand('help [command]', 'print what a command takes')
    .configureHelp({
      styleTitle: bold,
      styleCommandText: bold,
      styleSubcommandText: bold,
      styleOptionText: bold,
      styleDescriptionText: (text) => text,
      styleArgumentText: dim,
    })
    // One place tells what was wrong: refrain.ts.
    .configureOutput({ outputError: () => {} })
    // What stands behind `token create` is its own, though `token` takes options, too.
    .enablePositionalOptions()
    .exitOverride();
  all.commandsGroup('On this machine:');
  addScan(all);
  addFingerprint(all);
  addCompare(all);
  all.commandsGroup('With a deployment:');
  addSync(all);
  addBuckets(all);
  addFiles(all);
  addDedup(all);
  addDuplicates(all);
  addDump(all);
  addIdentify(all);
  addProfile(all);
  all.commandsGroup('Beside clients of a deployment:');
  addGateway(all);
  all.commandsGroup('With your AWS credentials:');
  addToken(all);
  addDoctor(all);
  addRepair(all);
  addReindex(all);
  addRedrive(all);
  all.commandsGroup('This program:');
  addCompletion(all);
  return all;
}
