import { type Command, Option, type OptionValues } from '@commander-js/extra-typings';
import { notes } from './notes.ts';

export const json = () => new Option('--json', 'print the answer as JSON');

const WHICH = [
  'The deployment is that of --profile, or of --to with REFRAIN_TOKEN; or of REFRAIN_URL and REFRAIN_TOKEN; or the',
  'local run while it runs (npm start); or the profile "default".',
];

/** The argument of every command that asks for something in a bucket. */
export const BUCKET = ['<bucket>', 'the bucket, by its name or its id'] as const;

/** A command that calls a deployment: the options for which one, and what stands below them. */
export function addressed<
  Arguments extends unknown[],
  Options extends OptionValues,
  Outer extends OptionValues,
>(command: Command<Arguments, Options, Outer>, { about = [], ...told }: Parameters<typeof notes>[0]) {
  return command
    .addOption(new Option('--to <url>', 'the deployment: the ApiUrl that a stack printed'))
    .addOption(new Option('--profile <name>', 'one that refrain profile set has kept'))
    .addOption(json())
    .addHelpText('after', notes({ about: [...WHICH, ...about], ...told }));
}
