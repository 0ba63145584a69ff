import type { Region } from './deployment.ts';
import type { File } from './file.ts';
import type { Difference } from './recount.ts';

const ATTEMPTS = 8;

interface Copies {
  readonly hash: string;
  readonly size: number;
  readonly recorded: Set<string>;
  readonly kept: Set<string>;
  count: number;
}

/**
 * Recounts an account's buckets, copies and totals in a region from the records, corrects them, and tells what
 * differed. Others may write meanwhile: nothing is corrected that has changed since it was counted.
 */
export async function repair(
  region: Region,
  uid: number,
  progress: (share: number) => void,
): Promise<Difference[]> {
  const buckets = (await region.buckets.list(uid)).filter(({ type }) => type === 'File');
  const all = Math.max(
    buckets.reduce((sum, { num }) => sum + num, 0),
    1,
  );
  const differences: Difference[] = [];
  const groups = new Map<string, Copies>();
  const copiesOf = (hash: string, size: number): Copies => {
    const id = `${hash}#${size}`;
    const known = groups.get(id) ?? { hash, size, recorded: new Set(), kept: new Set(), count: 0 };
    groups.set(id, known);
    return known;
  };

  let read = 0;
  for (const { id } of buckets) {
    const files = async function* (): AsyncIterable<File> {
      for await (const file of region.files.all(id)) {
        progress(++read / all / 2);
        const { md5, size, acrId } = file;
        if (md5 !== null && size !== null) copiesOf(md5, size).recorded.add(acrId);
        yield file;
      }
    };
    const found = await settled(`bucket ${id}`, () => region.recounts.bucket(uid, id, files));
    differences.push(...found);
  }
  let seen = 0;
  for await (const kept of region.recounts.copies(uid)) {
    const copies = copiesOf(kept.hash, kept.size);
    if ('count' in kept) copies.count = kept.count;
    else copies.kept.add(kept.acrId);
    progress(0.5 + Math.min(++seen / all / 4, 0.45));
  }
  for (const { hash, size, recorded, kept, count } of groups.values()) {
    const isRight = recorded.symmetricDifference(kept).size === 0 && recorded.size === count;
    if (isRight) continue;
    const copies = { hash, size, acrIds: [...recorded.union(kept)] };
    const fileOf = (acrId: string) => region.files.byAcrId(acrId);
    const mend = () => region.recounts.group(uid, copies, fileOf);
    differences.push(...(await settled(`copies of ${hash}`, mend)));
  }
  const recorded = [...groups.values()].map((group) => ({ ...group, acrIds: [...group.recorded] }));
  const totals = await settled('totals', () => region.recounts.totals(uid, recorded));
  return [...differences, ...totals];
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
