import { repair as repairAccount } from '#domain/duplicates/repair.ts';
import { recountEntries } from '#domain/restoring/recount-entries.ts';
import type { Names } from '#infra/names.ts';
import { Refusal } from '../refusal.ts';
import { percent, status } from '../terminal/status.ts';
import { deployedIn, namesFor, type Place } from './deployed.ts';

/**
 * `refrain repair`: recounts an account's buckets of both types, groups of duplicates and totals in a region from its file records,
 * corrects them and prints what differed. Others may write meanwhile.
 */
export async function repair({ region, stage, uid, json }: Place & { uid: number }): Promise<number> {
  const names = namesFor(stage);
  const line = status(process.stderr);
  const differences = await recount(names, region, uid, (share) => line.show(percent(share))).finally(() =>
    line.clear(),
  );
  if (json) {
    process.stdout.write(`${JSON.stringify({ differences })}\n`);
    return 0;
  }
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
