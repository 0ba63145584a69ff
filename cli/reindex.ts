import { reindex as reindexRegion } from '#domain/restoring/reindex.ts';
import { indexTableIn } from '#infra/names.ts';
import { deployedIn, deploymentOptions, namesFor } from './deployed.ts';
import { optionsOf } from './options.ts';
import { Refusal } from './refusal.ts';
import { status } from './status.ts';

/**
 * `refrain reindex`: makes a region's index anew from its stored fingerprints. Broken off, the same command goes on where
 * it stood; a second time it changes nothing.
 */
export async function reindex(args: readonly string[]): Promise<number> {
  const { region, stage } = optionsOf(args, { options: deploymentOptions }).values;
  const names = namesFor(stage);
  if (!region) throw new Refusal('name a region of the deployment: refrain reindex --region eu-west-1');
  const line = status(process.stderr);
  try {
    const { here } = await deployedIn(names, region);
    const done = await reindexRegion(here, (count) => line.show(`${count} recordings`));
    line.clear();
    process.stdout.write(`${done} recordings are in the index ${indexTableIn(names, region)}.\n`);
  } catch (cause) {
    line.clear();
    const { message } = cause as Error;
    throw new Refusal(
      `the index is not whole: ${message} (run the same again: it goes on where it stood. Is Refrain deployed in ${region}, and may you read and write its tables, and read its objects?)`,
    );
  }
  return 0;
}
