import type { Match } from '#core/decide.ts';
import type { Caller } from './account.ts';
import { getBucketOfType } from './buckets.ts';
import { type Deployment, type Region, regionOf } from './deployment.ts';
import type { Entry, Member } from './entry.ts';
import { Busy, Conflict, NotFound } from './errors.ts';
import type { StoredFingerprint } from './fingerprints.ts';
import { eraseEntry, insert } from './insert.ts';
import { type Found, look } from './look.ts';
import { todoAt } from './todo.ts';

/** The members of a group that an answer lists. */
const LISTED = 1000;
/** Each further round means that another writer got ahead of us. */
const ROUNDS = 20;

/** A recording to be held against a bucket's entries, and (`keep`) to be remembered. */
export interface Track {
  readonly trackId: string;
  readonly fingerprint: StoredFingerprint;
  readonly keep: boolean;
}

export interface Verdict {
  /** Track ids known for that recording, those of the best matching entry first. */
  readonly tracks: readonly string[];
  /** The entry's; null when there is none. */
  readonly acrId: string | null;
  /** The track became a new entry. */
  readonly inserted: boolean;
}

/** Tells whether a bucket has this recording, and enters it when it has not. */
export async function addDedupFile(
  deployment: Deployment,
  caller: Caller,
  bucketId: number,
  track: Track,
): Promise<Verdict> {
  await getBucketOfType(deployment, caller, bucketId, 'DedupFile');
  const region = regionOf(deployment, bucketId);
  for (let round = 0; round < ROUNDS; round++) {
    // A cheap look finds nearly every duplicate; the insert looks again, consistently.
    const found = await look(region, bucketId, track.fingerprint, { consistent: !track.keep || round > 0 });
    const committed = found.filter(({ entry }) => entry.state === 'committed');
    const verdict = await decide(deployment, region, caller, bucketId, track, committed);
    if (verdict) return verdict;
  }
  throw new Busy('Too many writers of this recording at once. Nothing was kept: send it again.');
}

async function decide(
  deployment: Deployment,
  region: Region,
  caller: Caller,
  bucketId: number,
  track: Track,
  found: readonly Found[],
): Promise<Verdict | undefined> {
  const [best] = found;
  if (!track.keep)
    return { tracks: await tracksOf(region, found), acrId: best?.entry.acrId ?? null, inserted: false };

  const own = await region.entries.ofTrack(bucketId, track.trackId);
  const isAmongThem = found.some(({ entry }) => entry.acrId === own?.acrId);
  if (own && !isAmongThem) {
    throw new Conflict(
      `The id ${track.trackId} belongs to another recording in this bucket: choose another id.`,
    );
  }
  if (best) {
    const verdict = { tracks: await tracksOf(region, found), acrId: best.entry.acrId, inserted: false };
    if (own) return verdict;
    const member = { trackId: track.trackId, ...placementOf(best.match) };
    const joined = await region.entries.join(best.entry, member, deployment.now());
    return joined === 'joined' ? verdict : undefined;
  }
  const newcomer = { bucketId, uid: caller.uid, trackId: track.trackId, fingerprint: track.fingerprint };
  const inserted = await insert(region, newcomer, () => deployment.now());
  if (inserted === 'bucket gone') throw new NotFound('No such bucket.');
  return inserted === 'superseded' ? undefined : { tracks: [], acrId: inserted.acrId, inserted: true };
}

async function tracksOf(region: Region, found: readonly Found[]): Promise<string[]> {
  const members = await Promise.all(found.map(({ entry }) => region.entries.members(entry.acrId, LISTED)));
  return members
    .flat()
    .map(({ trackId }) => trackId)
    .slice(0, LISTED);
}

function placementOf({ similarity, offset, overlap, speed }: Match) {
  return { similarity, offset, overlap, speed };
}

/** An entry with its members in order of arrival, the first 1,000 of them. */
export interface Group {
  readonly entry: Entry;
  readonly members: readonly Member[];
}

async function groupOf(region: Region, entry: Entry): Promise<Group> {
  return { entry, members: await region.entries.members(entry.acrId, LISTED) };
}

/** The groups of two or more. */
export async function listGroups(
  deployment: Deployment,
  caller: Caller,
  bucketId: number,
  page: { offset: number; limit: number },
): Promise<{ groups: Group[]; total: number }> {
  await getBucketOfType(deployment, caller, bucketId, 'DedupFile');
  const region = regionOf(deployment, bucketId);
  const { entries, total } = await region.entries.groups(bucketId, page.offset, page.limit);
  return { groups: await Promise.all(entries.map((entry) => groupOf(region, entry))), total };
}

/** The group of a track id, or of an entry's acr_id. */
export async function getGroup(
  deployment: Deployment,
  caller: Caller,
  bucketId: number,
  ref: string,
): Promise<Group> {
  await getBucketOfType(deployment, caller, bucketId, 'DedupFile');
  const region = regionOf(deployment, bucketId);
  const entry =
    (await region.entries.ofTrack(bucketId, ref)) ?? (await committed(region, bucketId, [ref]))[0];
  if (!entry) throw new NotFound('No such dedup file.');
  return groupOf(region, entry);
}

const committed = async (region: Region, bucketId: number, acrIds: readonly string[]): Promise<Entry[]> =>
  (await region.entries.get(bucketId, acrIds)).filter(({ state }) => state === 'committed');

/** The known ones go, with their fingerprints and all their track ids. Rejects with NotFound when none is known. */
export async function deleteDedupFiles(
  deployment: Deployment,
  caller: Caller,
  bucketId: number,
  acrIds: readonly string[],
): Promise<void> {
  await getBucketOfType(deployment, caller, bucketId, 'DedupFile');
  const region = regionOf(deployment, bucketId);
  const entries = await committed(region, bucketId, acrIds);
  if (entries.length === 0) throw new NotFound('No such dedup file.');
  for (const entry of entries) await deleteEntry(deployment, region, entry);
}

async function deleteEntry(deployment: Deployment, region: Region, entry: Entry): Promise<void> {
  const { bucketId, acrId } = entry;
  const todo = todoAt(deployment.now(), { kind: 'erase-entry', bucketId, acrId });
  let current: Entry | undefined = entry;
  // Its second member may join under us: then the entry is read again.
  while (current && !(await region.entries.remove(current, todo))) {
    [current] = await committed(region, bucketId, [acrId]);
  }
  await eraseEntry(region, bucketId, acrId);
  await region.todos.done(todo.id);
}
