import { postingsOf, scopeOf } from '#domain/dedup/look.ts';
import { filesScope } from '#domain/duplicates/clustering.ts';
import type { Region } from '#domain/ports/deployment.ts';
import type { Fingerprinted } from '#domain/ports/restore.ts';
import { sideBySide } from '#domain/side-by-side.ts';

/** Each writes a hundred items. */
const AT_ONCE = 8;

/**
 * Puts everything that is found by its fingerprint into a region's index: committed entries of DedupFile buckets, ready
 * files as far as they stand there. Answers how many. Runs any number of times: a posting that is there changes nothing.
 * One that was broken off goes on where it stood. Others may write meanwhile: what they enter they index themselves, and
 * what they delete is taken out again.
 */
export async function reindex(region: Region, progress: (done: number) => void): Promise<number> {
  const begun = await region.restore.place();
  let done = begun?.done ?? 0;
  for (let after = begun?.next; ; ) {
    progress(done);
    const { found, next } = await region.restore.fingerprinted(after);
    const standing = await standingOf(region, found);
    await sideBySide(standing, AT_ONCE, ({ acrId, scope }) => enter(region, acrId, scope));
    done += standing.length;
    await region.restore.keep(next === undefined ? undefined : { next, done });
    if (next === undefined) return done;
    after = next;
  }
}

interface Standing {
  readonly acrId: string;
  readonly scope: string;
}

/** Those that others are to find: of a cluster its centre. */
async function standingOf(region: Region, found: readonly Fingerprinted[]): Promise<Standing[]> {
  const files = found.flatMap((each) => (each.kind === 'file' ? [each] : []));
  const entries = found.flatMap((each) => (each.kind === 'entry' ? [each] : []));
  const standing: Standing[] = [];
  for (const [uid, own] of Map.groupBy(files, (file) => file.uid)) {
    const acrIds = own.map(({ acrId }) => acrId);
    const records = await region.files.byAcrIds(acrIds);
    const places = await region.clusters.find(acrIds);
    for (const { acrId, state } of records)
      if (state === 1 && places.get(acrId)?.isIndexed !== false)
        standing.push({ acrId, scope: filesScope(uid) });
  }
  for (const [bucketId, own] of Map.groupBy(entries, (entry) => entry.bucketId)) {
    const acrIds = own.map(({ acrId }) => acrId);
    for (const { acrId, state } of await region.entries.get(bucketId, acrIds))
      if (state !== 'aborted') standing.push({ acrId, scope: scopeOf(bucketId) });
  }
  return standing;
}

async function enter(region: Region, acrId: string, scope: string): Promise<void> {
  const fingerprint = (await region.fingerprints.get([acrId])).get(acrId);
  if (!fingerprint) return;
  const postings = postingsOf(acrId, fingerprint.words);
  await region.index.add(scope, postings);
  // Deleted meanwhile, and what it had in the index before these came: nothing else would take them out.
  const isThere = (await region.fingerprints.get([acrId])).has(acrId);
  if (!isThere) await region.index.remove(scope, postings);
}
