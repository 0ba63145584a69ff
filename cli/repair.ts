import { repair as repairAccount } from '#domain/duplicates/repair.ts';
import { recountEntries } from '#domain/restoring/recount-entries.ts';
import type { Names } from '#infra/names.ts';
import { accountOf, accountOptions } from './account.ts';
import { deployedIn } from './deployed.ts';
import { optionsOf } from './options.ts';
import { Refusal } from './refusal.ts';
import { percent, status } from './status.ts';

/**
 * `refrain repair`: recounts an account's buckets of both types, groups of duplicates and totals in a region from its file records,
 * corrects them and prints what differed. Others may write meanwhile.
 */
export async function repair(args: readonly string[]): Promise<number> {
  const { region, uid, names } = accountOf('repair', optionsOf(args, { options: accountOptions }).values);
  const line = status(process.stderr);
  const differences = await recount(names, region, uid, (share) => line.show(percent(share))).finally(() =>
    line.clear(),
  );
  for (const { what, was, is } of differences) process.stdout.write(`${what}: was ${was}; is ${is}\n`);
  if (differences.length === 0) process.stdout.write('Everything is as the records tell.\n');
  return 0;
}

async function recount(names: Names, region: string, uid: number, share: (share: number) => void) {
  try {
    const deployment = await deployedIn(names, region);
    const entries = await recountEntries(deployment.here, uid);
    return [...entries, ...(await repairAccount(deployment, uid, share))];
  } catch (cause) {
    const { message } = cause as Error;
    throw new Refusal(
      `not everything was recounted: ${message} (is Refrain deployed in ${region}, and may you read and write its tables, as ${names.recordsTable}, and its objects?)`,
    );
  }
}
