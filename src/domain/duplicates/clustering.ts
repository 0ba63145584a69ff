import { hearingQueries } from '#core/sketch/hearings.ts';
import { indexKeys, lookupKeys } from '#core/sketch/sketch.ts';
import { matchAs } from '#domain/dedup/hearing.ts';
import { nominees, postingsOf } from '#domain/dedup/look.ts';
import type { Recording } from '#domain/ports/audio.ts';
import type { Membership } from '#domain/ports/cluster.ts';
import type { Region } from '#domain/ports/deployment.ts';
import type { File } from '#domain/ports/file.ts';
import type { StoredFingerprint } from '#domain/ports/fingerprints.ts';
import { todoAt } from '#domain/ports/todo.ts';

/** Members of one group that are found in the index: with more, every further copy would cost more than the last. */
const CROWD = 24;
/** Keys that tell whether there may be a crowd. */
const PROBES = 6;
/** Files that are fetched and compared, at most so many of one group. */
const COMPARED = 40;
const COMPARED_OF_A_GROUP = 3;
/** When the sweeper unites two groups whose worker died. */
const TAKEN_OVER_AFTER = 5 * 60_000;

/** Where an account's files are found in the index of a region. */
export const filesScope = (uid: number): string => `files:${uid}`;

/**
 * Finds the files of the account that hold the same recording and makes their groups and this file's one. The
 * fingerprint is stored, in the account's scope, and the file in state 0: it becomes ready after this; or it is ready
 * and was in no group by mistake. It is put into the index, then entered, then the others are looked for: of two that
 * come at once, one sees the other. Runs any number of times. False when the file is not in this state any more.
 */
export async function enterCluster(
  region: Region,
  file: File,
  recording: Recording,
  size: number,
  now: Date,
): Promise<boolean> {
  const { uid, acrId } = file;
  const postings = postingsOf(acrId, recording.words);
  const crowd = await crowdOf(region, uid, acrId, recording);
  // First: one that is in a group and not in the index would never be found, should we die between the two.
  if (!crowd) await region.index.add(filesScope(uid), postings);
  const membership = await region.clusters.enter(file, size, crowd?.cluster);
  if (!membership) return false;
  // The crowd is gone.
  if (crowd && membership.isIndexed) await region.index.add(filesScope(uid), postings);
  const same = await sameRecording(region, uid, acrId, recording, true);
  const due = new Date(now.getTime() + TAKEN_OVER_AFTER);
  for (const other of same) {
    await region.clusters.unite(uid, acrId, other.acrId, (from) =>
      todoAt(due, { kind: 'unite-groups', uid, from }),
    );
  }
  return true;
}

interface Same extends Membership {
  readonly acrId: string;
}

/** A match in a group that has enough members in the index. */
async function crowdOf(
  region: Region,
  uid: number,
  acrId: string,
  recording: Recording,
): Promise<Same | undefined> {
  const probes = indexKeys(recording.words)
    .slice(0, PROBES)
    .map(({ key }) => key);
  const postings = await region.index.look(filesScope(uid), probes, false);
  const perKey = Map.groupBy(postings, ({ key }) => key);
  if (![...perKey.values()].some(({ length }) => length >= CROWD)) return undefined;
  for (const same of await sameRecording(region, uid, acrId, recording, false)) {
    if ((await region.clusters.size(uid, same.cluster)).indexed >= CROWD) return same;
  }
  return undefined;
}

/**
 * Files of the account that hold this recording, each in a group: of every group that has one, one. Looked for as it
 * is and, only when that finds none, at other speeds, if it came as audio.
 */
async function sameRecording(
  region: Region,
  uid: number,
  acrId: string,
  recording: Recording,
  consistent: boolean,
): Promise<Same[]> {
  const how = { consistent, except: acrId };
  const { words } = recording;
  const scope = filesScope(uid);
  // In one order, whichever came first: the same two must always compare the same.
  const asItIs = (known: StoredFingerprint, other: string) =>
    (other < acrId ? matchAs(known, recording) : matchAs(recording, known)).duplicate;
  const [candidates = []] = await nominees(region, scope, [lookupKeys(words)], how);
  const found = await holding(region, uid, candidates, asItIs);
  if (found.length > 0) return found;
  // Asked for only now: they are made when they are.
  const { others = [] } = recording;
  if (others.length === 0) return [];
  const nominated = await nominees(
    region,
    scope,
    hearingQueries(others, consistent ? 'consistent' : 'not consistent'),
    how,
  );
  const asOthers = (known: StoredFingerprint, other: string) =>
    others.some((heard, i) => nominated[i]?.includes(other) && matchAs(known, heard).duplicate);
  return holding(region, uid, [...new Set(nominated.flat())], asOthers);
}

/** Those of the candidates that are in a group and hold the recording, one of each group. */
async function holding(
  region: Region,
  uid: number,
  candidates: readonly string[],
  isSame: (known: StoredFingerprint, acrId: string) => boolean,
): Promise<Same[]> {
  const memberships = await region.clusters.find(uid, candidates);
  const compared: Same[] = [];
  const perGroup = new Map<string, number>();
  for (const candidate of candidates) {
    const membership = memberships.get(candidate);
    const ofGroup = membership && (perGroup.get(membership.cluster) ?? 0);
    if (!membership || ofGroup === undefined || ofGroup === COMPARED_OF_A_GROUP) continue;
    perGroup.set(membership.cluster, ofGroup + 1);
    if (compared.push({ acrId: candidate, ...membership }) === COMPARED) break;
  }
  const fingerprints = await region.fingerprints.get(compared.map(({ acrId }) => acrId));
  const same = compared.filter(({ acrId }) => {
    const known = fingerprints.get(acrId);
    return known && isSame(known, acrId);
  });
  return [...Map.groupBy(same, ({ cluster: group }) => group).values()].flatMap(([first]) => first ?? []);
}

/**
 * Before a file goes: should it be one of those that stand in the index for a crowd, another takes its place, so that
 * the crowd is found as long as it has members. Answers the group of a crowd, which is filled up when the file is gone:
 * of several that go at once each may have counted on the other.
 */
export async function handOver(region: Region, { uid, acrId }: File): Promise<string | undefined> {
  const membership = (await region.clusters.find(uid, [acrId])).get(acrId);
  if (!membership) return undefined;
  const { cluster: group, isIndexed } = membership;
  const { indexed, count } = await region.clusters.size(uid, group);
  if (indexed === count) return undefined;
  if (isIndexed) await putAnother(region, uid, group);
  return group;
}

/** As many of a crowd stand in the index as can. */
export async function fillUp(region: Region, uid: number, group: string): Promise<void> {
  // Others delete and move meanwhile; each round puts one more there, or finds that one has gone.
  for (let round = 0; round < 2 * CROWD; round++) {
    const { indexed, count } = await region.clusters.size(uid, group);
    if (indexed >= Math.min(count, CROWD) || !(await putAnother(region, uid, group))) return;
  }
}

/** Puts a further member into the index, unless it goes meanwhile. False when there is none. */
async function putAnother(region: Region, uid: number, group: string): Promise<boolean> {
  const successor = await region.clusters.unindexed(uid, group);
  const known = successor && (await region.fingerprints.get([successor])).get(successor);
  if (!successor || !known) return false;
  const postings = postingsOf(successor, known.words);
  await region.index.add(filesScope(uid), postings);
  // It was deleted meanwhile, perhaps before these came.
  if (!(await region.clusters.markIndexed(uid, successor)))
    await region.index.remove(filesScope(uid), postings);
  return true;
}
