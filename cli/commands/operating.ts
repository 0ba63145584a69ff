import type { Command } from '@commander-js/extra-typings';
import { endWith, notes } from './notes.ts';
import { wholeNumber } from './numbers.ts';
import { addTokenCalls } from './tokens.ts';

const REGION = ['--region <region>', 'the region of the deployment'] as const;
const STAGE = ['--stage <name>', 'the deployment of that stage, not the one that cdk.json names'] as const;
const UID = '--uid <n>';
const account = wholeNumber(1, 999_999_999_999_999);

export function addToken(program: Command): void {
  const token = program
    .command('token')
    .enablePositionalOptions()
    .description(
      'make a deployment’s first token with your AWS credentials, and print it; list, create, revoke others',
    )
    .option(...REGION)
    .option(...STAGE)
    .option(
      '--scopes <list>',
      'what it allows, by commas: read, write, admin, which implies the others',
      'admin',
    )
    .option('--name <text>', 'what it is for', 'first token')
    .option(UID, 'the account it belongs to', account, 1)
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      notes({
        examples: ['token --region eu-west-1', 'token --region eu-west-1 --scopes read,write --uid 7'],
      }),
    )
    .action(async (options) => endWith((await import('../operating/token.ts')).token(options)));
  addTokenCalls(token);
}

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('say what is wrong with a region of a deployment: tables, queues, todos, functions')
    .requiredOption(...REGION)
    .option(...STAGE)
    .option('--url <url>', 'the API, as a stack printed it: asks it too')
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      notes({ examples: ['doctor --region eu-west-1'], codes: { 2: 'something is wrong' } }),
    )
    .action(async (options) => endWith((await import('../operating/doctor.ts')).doctor(options)));
}

export function addRepair(program: Command): void {
  program
    .command('repair')
    .description('recount an account’s buckets and groups of duplicates, and print what differed')
    .requiredOption(...REGION)
    .option(...STAGE)
    .option(UID, 'the account', account, 1)
    .option('--json', 'print it as JSON')
    .addHelpText('after', notes({ examples: ['repair --region eu-west-1'] }))
    .action(async (options) => endWith((await import('../operating/repair.ts')).repair(options)));
}

export function addReindex(program: Command): void {
  program
    .command('reindex')
    .description(
      'make a region’s index anew from its stored fingerprints; broken off, it goes on where it stood',
    )
    .requiredOption(...REGION)
    .option(...STAGE)
    .option('--json', 'print it as JSON')
    .addHelpText('after', notes({ examples: ['reindex --region eu-west-1'] }))
    .action(async (options) => endWith((await import('../operating/reindex.ts')).reindex(options)));
}

export function addRedrive(program: Command): void {
  program
    .command('redrive')
    .description('have the files processed again whose messages are dead letters')
    .requiredOption(...REGION)
    .option(...STAGE)
    .option('--json', 'print it as JSON')
    .addHelpText('after', notes({ examples: ['redrive --region eu-west-1'] }))
    .action(async (options) => endWith((await import('../operating/redrive.ts')).redrive(options)));
}
