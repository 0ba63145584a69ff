import { createBucket } from '#domain/buckets/buckets.ts';
import { type GroupPage, getDuplicates, getFootprint, listDuplicates } from '#domain/duplicates/listing.ts';
import { UnusableAudio } from '#domain/ports/audio.ts';
import type { Deployment, Region } from '#domain/ports/deployment.ts';
import type { Matching } from '#domain/ports/duplicate.ts';
import type { File } from '#domain/ports/file.ts';
import { sweep } from '#domain/sweeping.ts';
import { hearing } from './hearing.ts';

export const account = (uid: number) => ({ uid, scopes: ['admin'] }) as const;

export async function fileBucket(deployment: Deployment, uid: number, region = 'eu-west-1') {
  const wanted = { name: 'files', type: 'File', region, netType: 1, labels: [] } as const;
  return (await createBucket(deployment, account(uid), { ...wanted, metadataTemplate: null })).id;
}

export const wantedFile = { title: 'Song', audioId: null, userDefined: {} } as const;
export const audioOf = (content: string) =>
  ({
    dataType: 'audio',
    upload: { name: 'Song.mp3', bytes: new TextEncoder().encode(content) },
  }) as const;

export const heard = hearing(async () => ({ words: Uint32Array.of(1, 2, 3), duration: 12 }));
export const unusable = hearing(async () => {
  throw new UnusableAudio('The recording is silent throughout.');
});

/** The same deployment, seen from another region, some minutes later. */
export const seenFrom = (deployment: Deployment, name: string, minutes = 0): Deployment => ({
  ...deployment,
  here: deployment.regions.find((region) => region.name === name) as Region,
  now: () => new Date(Date.now() + minutes * 60_000),
});

export async function sweepAll(deployment: Deployment, minutes: number) {
  for (const { name } of deployment.regions) {
    await sweep(seenFrom(deployment, name, minutes), (_, error) => {
      throw error;
    });
  }
}

/** All of an account's files in the region. */
export async function allFiles({ here }: Deployment, uid: number): Promise<File[]> {
  const buckets = (await here.buckets.list(uid)).filter(({ type }) => type === 'File');
  return (await Promise.all(buckets.map(({ id }) => Array.fromAsync(here.files.all(id))))).flat();
}

const summary = (group: Pick<GroupPage, 'hash' | 'items' | 'count' | 'fileSize' | 'footprint' | 'keep'>) => ({
  hash: group.hash,
  items: group.items,
  count: group.count,
  fileSize: group.fileSize,
  footprint: group.footprint,
  ...(group.keep !== undefined && { keep: group.keep }),
});

/** Footprint and groups of copies, counted from the records. */
export async function countFromScratch(deployment: Deployment, uid: number) {
  const stored = (await allFiles(deployment, uid)).filter(({ md5, size }) => md5 !== null && size !== null);
  const groups = [...Map.groupBy(stored, ({ md5, size }) => `${md5}#${String(size).padStart(13, '0')}`)]
    .filter(([, files]) => files.length >= 2)
    .map(([id, files]) => {
      const fileSize = files[0]?.size ?? 0;
      const items = files.map(({ acrId }) => acrId).sort();
      const footprint = (items.length - 1) * fileSize;
      return { id, group: { hash: id.slice(0, 32), items, count: items.length, fileSize, footprint } };
    })
    .sort((a, b) => b.group.count - a.group.count || (a.id < b.id ? -1 : 1))
    .map(({ group }) => group);
  const footprint = {
    groups: groups.length,
    items: groups.reduce((sum, { count }) => sum + count, 0),
    bytes: groups.reduce((sum, group) => sum + group.footprint, 0),
  };
  return { footprint, groups };
}

/** The same as the Duplicates API tells it, in pages of `limit` groups and items. */
export async function told(deployment: Deployment, uid: number, limit = 3, matching: Matching = 'exact') {
  const groups: ReturnType<typeof summary>[] = [];
  for (let token: string | undefined; token !== ''; ) {
    const list = { token, limit, itemsLimit: limit };
    const page = await listDuplicates(deployment, account(uid), matching, list);
    for (const group of page.groups) {
      const items = [...group.items];
      for (let next = group.nextItems; next !== ''; ) {
        const more = await getDuplicates(deployment, account(uid), matching, group.hash, {
          token: next,
          limit,
        });
        items.push(...more.items);
        next = more.nextItems;
      }
      groups.push(summary({ ...group, items }));
    }
    token = page.next;
  }
  return { footprint: await getFootprint(deployment, account(uid), matching), groups };
}
