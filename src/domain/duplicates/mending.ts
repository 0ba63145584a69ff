import { matchOf } from '#domain/dedup/hearing.ts';
import { type Cluster, type ClusterMember, JOINED_AT_ONCE, type Place } from '#domain/ports/cluster.ts';
import type { Region } from '#domain/ports/deployment.ts';
import type { File } from '#domain/ports/file.ts';
import type { StoredFingerprint } from '#domain/ports/fingerprints.ts';
import { enter, memberOf, renew } from './clustering.ts';
import { isBetter, unlikeKept, weigh } from './kept-copy.ts';

/** Fingerprints held at a time. */
const HELD_AT_ONCE = 100;

const NOTHING: StoredFingerprint = { words: new Uint32Array(), duration: 0 };

/**
 * Does what is left to do with a cluster: one that stands is weighed; where the centre has gone, those left are held
 * against one another anew, by fingerprint, the oldest first. Runs any number of times and side by side with itself;
 * what is not done when it is late stays for the sweeper.
 */
export async function mendCluster(
  region: Region,
  uid: number,
  id: string,
  now: () => Date,
  isLate: () => boolean = () => false,
): Promise<void> {
  for (;;) {
    const [cluster] = await region.clusters.get(uid, [id]);
    if (!cluster) return;
    if (cluster.state === 'standing') return cluster.todo === null ? undefined : weigh(region, uid, id);
    if (cluster.state === 'earlier') {
      await renew(region, cluster);
      continue;
    }
    const left = await membersLeft(region, cluster);
    const [oldest, ...others] = left;
    if (!oldest) {
      if (await region.clusters.settle(cluster)) return;
      continue;
    }
    if (isLate()) return;
    await findPlace(region, cluster, oldest, others, now);
  }
}

/** A member that has no cluster any more, and where it stands. */
interface Left {
  readonly member: ClusterMember;
  readonly place: Place;
}

/** Those still in a parted cluster, the oldest first. What is left there of others goes. */
async function membersLeft(region: Region, cluster: Cluster): Promise<Left[]> {
  const members = await region.clusters.members(cluster.uid, cluster.id);
  const acrIds = members.map(({ acrId }) => acrId);
  const [places, records] = await Promise.all([region.clusters.find(acrIds), region.files.byAcrIds(acrIds)]);
  const files = new Map(records.map((file) => [file.acrId, file]));
  const left: Left[] = [];
  for (const member of members) {
    const [place, file] = [places.get(member.acrId), files.get(member.acrId)];
    if (place?.cluster !== cluster.id || !file) {
      await region.clusters.drop(cluster, member.acrId, place);
      continue;
    }
    left.push({ member: asItIsNow(member, file), place });
  }
  return left.sort((a, b) => (a.member.since < b.member.since ? -1 : 1));
}

/** A record tells more than what an earlier version counted, once it is ready; until then its member tells what was heard. */
function asItIsNow(member: ClusterMember, file: File): ClusterMember {
  const { duration, audio, size } = file;
  const told = memberOf(file, { duration, audio, size: size ?? 0 });
  return file.state === 1 ? told : { ...member, since: told.since, unlike: null };
}

/** The oldest finds its place as a new file does; those that are duplicates of the same centre go there with it. */
async function findPlace(
  region: Region,
  { uid }: Cluster,
  { member }: Left,
  others: readonly Left[],
  now: () => Date,
): Promise<void> {
  const { acrId } = member;
  const recording = (await region.fingerprints.get([acrId])).get(acrId) ?? NOTHING;
  if (!(await enter(region, { uid, member, recording, file: undefined }, now))) return;
  const place = (await region.clusters.find([acrId])).get(acrId);
  for (let at = 0; at < others.length && place?.cluster; at += HELD_AT_ONCE)
    await follow(region, uid, place.cluster, others.slice(at, at + HELD_AT_ONCE));
}

/** Those that are duplicates of the centre become members. One that stands in the index finds its place by itself. */
async function follow(region: Region, uid: number, id: string, others: readonly Left[]): Promise<void> {
  const free = others.filter(({ place }) => place.claim === null && !place.isIndexed);
  const [first] = await region.clusters.get(uid, [id]);
  const centre = first?.centre ?? '';
  const fingerprints = await region.fingerprints.get([centre, ...free.map(({ member }) => member.acrId)]);
  const known = fingerprints.get(centre);
  const same = free.filter(({ member }) => {
    const own = fingerprints.get(member.acrId);
    return known && own && matchOf(known, own).duplicate;
  });
  for (let at = 0; at < same.length; at += JOINED_AT_ONCE) {
    const [cluster] = await region.clusters.get(uid, [id]);
    if (cluster?.state !== 'standing') return;
    const joining = same.slice(at, at + JOINED_AT_ONCE);
    const movers = await Promise.all(
      joining.map(async ({ member, place }) => {
        const recording = fingerprints.get(member.acrId) ?? NOTHING;
        const unlike = await unlikeKept(region, cluster, recording);
        return { member: { ...member, unlike }, was: place, file: undefined };
      }),
    );
    const isToMend = joining.some(({ member }) => isBetter(member, cluster.keep));
    const joined = await region.clusters.join(cluster, movers, { claim: null, isToMend });
    if (joined !== 'joined') return;
    if (isToMend) await weigh(region, uid, id);
  }
}
