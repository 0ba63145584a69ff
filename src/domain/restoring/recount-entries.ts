import type { Region } from '#domain/ports/deployment.ts';
import type { Difference } from '#domain/ports/recount.ts';

const ATTEMPTS = 8;

/**
 * Recounts the entries of an account's DedupFile buckets in a region, their tracks and the list of groups, corrects what
 * differs and tells it. Others may write meanwhile.
 */
export async function recountEntries(region: Region, uid: number): Promise<Difference[]> {
  const buckets = (await region.buckets.list(uid)).filter(({ type }) => type === 'DedupFile');
  let left = buckets.map(({ id }) => id);
  const differences: Difference[] = [];
  for (let attempt = 0; left.length > 0 && attempt < ATTEMPTS; attempt++) {
    const results = await region.recounts.entries(uid, left);
    differences.push(...[...results.values()].flatMap((found) => found ?? []));
    left = left.filter((id) => results.get(id) === undefined);
  }
  const unsettled = left.map((id) => ({
    what: `bucket ${id}`,
    was: 'written to all the time',
    is: 'not counted: run this again',
  }));
  const tracks = await region.recounts.tracks(
    uid,
    buckets.map(({ id }) => id),
  );
  return [...differences, ...unsettled, ...tracks];
}
