import { parseArgs } from 'node:util';
import { Refusal } from './run/refusal.ts';

export interface Options {
  readonly port: number;
  readonly data: string;
  readonly fresh: boolean;
  /** Settings of the deployment, instead of those of cdk.json. */
  readonly context: Readonly<Record<string, string>>;
  readonly help: boolean;
  readonly timeScale: number;
}

export const usage = `npm start -- [options]

  --port N     port of the first region's API; the next regions take the next ports, the AWS engines
               the one after. 0: any free ports. Default 8787, or PORT.
  --data DIR   folder that keeps everything. Default .refrain, or REFRAIN_DATA.
  --fresh      empties that folder first
  --set K=V    a setting of the deployment, as cdk takes it after -c: --set stage=test; any number of them
  --help       this text

  REFRAIN_ALLOWED_HOSTS=127.0.0.1:8123,… lets audio_url download from these hosts and ports, though they are not on
  the public internet.
  REFRAIN_TIME_SCALE=0.1 shortens every wait of AWS alike: until a failed message comes again, between two sweeps, before
  Lambda tries a failed event again. Default 1.
  REFRAIN_DYNAMODB=dynoxide|dynamodb-local chooses the DynamoDB engine. AWS_ENDPOINT_URL_DYNAMODB, _S3 and _SQS
  put another service in the place of ours, with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY if it needs them.
`;

/** The command line, then the environment, then the defaults. Throws a Refusal for what it does not know. */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): Options {
  const values = parsed(args);
  const port = values.port ?? (env.PORT || '8787');
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_500) {
    throw new Refusal(`'${port}' is no port: it must be a number from 0 to 65500.`);
  }
  const data = values.data ?? (env.REFRAIN_DATA || '.refrain');
  if (data === '') throw new Refusal('--data needs the name of a folder.');
  return {
    port: Number(port),
    data,
    context: Object.fromEntries((values.set ?? []).map(setting)),
    fresh: values.fresh ?? false,
    help: values.help ?? false,
    timeScale: timeScaleOf(env),
  };
}

function setting(text: string): [key: string, value: string] {
  const [, key = '', value = ''] = /^(\w+)=(.*)$/.exec(text) ?? [];
  if (key === '') throw new Refusal(`--set takes a setting and its value, as stage=test, not '${text}'.`);
  return [key, value];
}

function timeScaleOf({ REFRAIN_TIME_SCALE = '' }: NodeJS.ProcessEnv): number {
  const scale = Number(REFRAIN_TIME_SCALE || 1);
  if (scale > 0 && scale <= 1) return scale;
  throw new Refusal(`REFRAIN_TIME_SCALE is '${REFRAIN_TIME_SCALE}'; it must be a number over 0, 1 at most.`);
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        data: { type: 'string' },
        fresh: { type: 'boolean' },
        set: { type: 'string', multiple: true },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Refusal(`${message.split('. ')[0]}. --help lists the options.`);
  }
}
