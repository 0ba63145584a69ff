import { Option } from '@commander-js/extra-typings';

/** The options of every command that calls a deployment. */
export const to = () => new Option('--to <url>', 'the deployment: the ApiUrl that a stack printed');
export const profile = () => new Option('--profile <name>', 'one that refrain profile set has kept');
export const json = () => new Option('--json', 'print the answer as JSON');

export const WHICH = [
  'The deployment is that of --profile, or of --to with REFRAIN_TOKEN; or of REFRAIN_URL and REFRAIN_TOKEN; or the',
  'local run while it runs (npm start); or the profile "default".',
];
