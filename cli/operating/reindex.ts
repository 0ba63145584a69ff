import { reindex as reindexRegion } from '#domain/restoring/reindex.ts';
import { indexTableIn } from '#infra/names.ts';
import { Refusal } from '../refusal.ts';
import { status } from '../terminal/status.ts';
import { deployedIn, namesFor, type Place } from './deployed.ts';

/**
 * `refrain reindex`: makes a region's index anew from its stored fingerprints. Broken off, the same command goes on where
 * it stood; a second time it changes nothing.
 */
export async function reindex({ region, stage, json }: Place): Promise<number> {
  const names = namesFor(stage);
  const line = status(process.stderr);
  try {
    const { here } = await deployedIn(names, region);
    const done = await reindexRegion(here, (count) => line.show(`${count} recordings`));
    line.clear();
    const index = indexTableIn(names, region);
    process.stdout.write(
      json
        ? `${JSON.stringify({ recordings: done, index })}\n`
        : `${done} recordings are in the index ${index}.\n`,
    );
  } catch (cause) {
    line.clear();
    const { message } = cause as Error;
    throw new Refusal(
      `the index is not whole: ${message} (run the same again: it goes on where it stood. Is Refrain deployed in ${region}, and may you read and write its tables, and read its objects?)`,
    );
  }
  return 0;
}
