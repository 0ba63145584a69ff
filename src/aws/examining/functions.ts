import { GetAccountSettingsCommand, LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import type { Finding } from './finding.ts';

/** Workers and requests share them; with fewer, a catalogue leaves the API none. */
const ENOUGH = 100;

/** How many functions the account may run at once, and of which versions those are whose names begin so. */
export async function examineFunctions(region: string, prefix: string): Promise<Finding[]> {
  const client = new LambdaClient({ region });
  const { AccountLimit } = await client.send(new GetAccountSettingsCommand({}));
  const most = AccountLimit?.ConcurrentExecutions ?? 0;
  const quota = { what: 'quota of concurrent executions', is: `${most}`, isWell: most >= ENOUGH };
  const versions = new Map<string, number>();
  for await (const { Functions = [] } of paginateListFunctions({ client }, {})) {
    for (const { FunctionName = '', Description = '' } of Functions) {
      if (FunctionName.startsWith(`${prefix}-`) && Description.startsWith('Refrain '))
        versions.set(Description, (versions.get(Description) ?? 0) + 1);
    }
  }
  const is = [...versions].map(([version, count]) => `${count} of ${version}`).join(', ') || 'none there';
  // During a deployment there are two; for good, it broke off.
  return [quota, { what: 'functions', is, isWell: versions.size === 1 }];
}
