import { matchOf } from '#domain/dedup/hearing.ts';
import type { Recording } from '#domain/ports/audio.ts';
import { type Cluster, type ClusterMember, MOST_UNLIKE, type Worth } from '#domain/ports/cluster.ts';
import type { Region } from '#domain/ports/deployment.ts';

/** Each further round means that another writer changed the cluster. */
const ROUNDS = 20;
/** Bits in a kilobit. */
const KILO = 1000;

/** The one worth keeping first: lossless before lossy, then length as files tell it, then bit rate, then the oldest. */
const byWorth = (a: Worth, b: Worth): number =>
  Number(b.lossless) - Number(a.lossless) ||
  Math.round(b.duration) - Math.round(a.duration) ||
  // Of one rate the shorter file has the more: its head counts too.
  Math.round(b.bitRate / KILO) - Math.round(a.bitRate / KILO) ||
  (a.since < b.since ? -1 : 1);

/** Whether it is worth keeping rather than the one that is kept. */
export const isBetter = (a: Worth, kept: Worth | null): boolean => kept !== null && byWorth(a, kept) < 0;

/** The kept copy of a cluster, if a recording that is a duplicate of its centre is none of that; else null. */
export async function unlikeKept(
  region: Region,
  { keep, centre }: Cluster,
  recording: Recording,
): Promise<string | null> {
  if (!keep || keep.acrId === centre) return null;
  const known = (await region.fingerprints.get([keep.acrId])).get(keep.acrId);
  return known && matchOf(known, recording).duplicate ? null : keep.acrId;
}

/**
 * Finds the copy worth keeping and which of the others are its duplicates: each is one of the centre, but two of them
 * need not be of one another. Each is held against it by fingerprint.
 */
export async function weigh(region: Region, uid: number, id: string): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const [cluster] = await region.clusters.get(uid, [id]);
    if (cluster?.state !== 'standing') return;
    const members = (await region.clusters.members(uid, id)).toSorted(byWorth);
    const [best] = members;
    if (!best) return;
    const isKept = best.acrId === cluster.keep?.acrId;
    const unlike = isKept ? [] : await unlikeOf(region, cluster, best, members);
    if (isKept || unlike.length > MOST_UNLIKE) {
      if (cluster.todo === null || (await region.clusters.settle(cluster))) return;
    } else if (await region.clusters.keep(cluster, best, unlike)) return;
  }
}

/** Of some members alone: the copy worth keeping, its bytes, and those that deleting its duplicates among them frees. */
export async function keptAmong(
  region: Region,
  uid: number,
  id: string,
  acrIds: readonly string[],
): Promise<{ keep: string; fileSize: number; footprint: number } | undefined> {
  const [cluster] = await region.clusters.get(uid, [id]);
  const all = await region.clusters.members(uid, id);
  const members = all.filter(({ acrId }) => acrIds.includes(acrId)).toSorted(byWorth);
  const [best] = members;
  if (!cluster || !best) return undefined;
  const isKept = best.acrId === cluster.keep?.acrId;
  const unlike = isKept
    ? members.filter((member) => member.unlike === best.acrId).map(({ acrId }) => acrId)
    : await unlikeOf(region, cluster, best, members);
  const copies = members.filter(({ acrId }) => acrId !== best.acrId && !unlike.includes(acrId));
  const footprint = copies.reduce((sum, { size }) => sum + size, 0);
  return { keep: best.acrId, fileSize: best.size, footprint };
}

async function unlikeOf(
  region: Region,
  { centre }: Cluster,
  best: ClusterMember,
  members: readonly ClusterMember[],
): Promise<string[]> {
  if (best.acrId === centre) return [];
  const others = members
    .map(({ acrId }) => acrId)
    .filter((acrId) => acrId !== best.acrId && acrId !== centre);
  const fingerprints = await region.fingerprints.get([best.acrId, ...others]);
  const kept = fingerprints.get(best.acrId);
  return others.filter((acrId) => {
    const known = fingerprints.get(acrId);
    return !kept || !known || !matchOf(kept, known).duplicate;
  });
}
