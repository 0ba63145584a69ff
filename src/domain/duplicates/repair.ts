import type { Deployment } from '#domain/ports/deployment.ts';
import { matchings } from '#domain/ports/duplicate.ts';
import type { File } from '#domain/ports/file.ts';
import type { Difference } from '#domain/ports/recount.ts';
import { sideBySide } from '#domain/side-by-side.ts';
import { enterAnew } from './entering-anew.ts';
import { KeptGroups } from './kept-groups.ts';
import { mendCluster } from './mending.ts';

const ATTEMPTS = 8;
const ENTERED_AT_ONCE = 8;

/** What is remembered of each of the account's files. */
type Recorded = Pick<File, 'acrId' | 'state' | 'size'>;

/**
 * Recounts an account's buckets, groups of both matchings and totals in a region from the records, corrects them, and
 * tells what differed. Others may write meanwhile: nothing is corrected that has changed since it was counted.
 */
export async function repair(
  { here: region, now }: Deployment,
  uid: number,
  progress: (share: number) => void,
): Promise<Difference[]> {
  const groups = { exact: new KeptGroups(), acoustic: new KeptGroups() };
  const buckets = (await region.buckets.list(uid)).filter(({ type }) => type === 'File');
  const all = Math.max(
    buckets.reduce((sum, { num }) => sum + num, 0),
    1,
  );
  const differences: Difference[] = [];
  const recorded = new Map<string, Recorded>();

  let read = 0;
  for (const { id } of buckets) {
    const files = async function* (): AsyncIterable<File> {
      for await (const file of region.files.all(id)) {
        progress(++read / all / 2);
        const { acrId, state, md5, size } = file;
        recorded.set(acrId, { acrId, state, size });
        if (md5 !== null && size !== null)
          groups.exact.record(region.recounts.copiesId(md5, size), { acrId, size, unlike: null });
        yield file;
      }
    };
    differences.push(...(await settled(`bucket ${id}`, () => region.recounts.bucket(uid, id, files))));
  }

  let seen = 0;
  const alone = new Map([...recorded].filter(([, { state }]) => state === 1));
  for await (const kept of region.recounts.kept(uid)) {
    const { matching, id } = kept;
    if ('head' in kept) groups[matching].head(id, kept.head, kept.centre);
    else if ('member' in kept) groups[matching].keep(id, kept.member);
    else {
      const { acrId, size } = kept.named;
      const file = recorded.get(acrId);
      if (!file || file.state === -1) continue;
      alone.delete(acrId);
      groups[matching].record(id, { ...kept.named, size: file.state === 1 ? (file.size ?? 0) : size });
    }
    progress(0.5 + Math.min(++seen / all / 8, 0.45));
  }

  const filesOf = (acrIds: readonly string[]) => region.files.byAcrIds(acrIds);
  for (const matching of matchings) {
    for (const suspect of groups[matching].wrong()) {
      const mend = () => region.recounts.group(uid, matching, suspect, filesOf);
      differences.push(...(await settled(`${matching} group ${suspect.id}`, mend)));
      if (matching === 'exact') continue;
      // Its files are in others then, which count themselves.
      await mendCluster(region, uid, suspect.id, now);
      groups.acoustic.forget(suspect.id);
    }
  }
  const entered = await sideBySide([...alone.keys()], ENTERED_AT_ONCE, (acrId) =>
    enterAnew(region, acrId, now),
  );
  differences.push(...entered.flat());
  for (const matching of matchings) {
    const recount = () => region.recounts.list(uid, matching, groups[matching].counted());
    differences.push(...(await settled(`${matching} totals`, recount)));
  }
  return differences;
}

/** Again while others write there. */
async function settled(
  what: string,
  recount: () => Promise<Difference[] | undefined>,
): Promise<Difference[]> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const found = await recount();
    if (found) return found;
  }
  return [{ what, was: 'written to all the time', is: 'not counted: run this again' }];
}
