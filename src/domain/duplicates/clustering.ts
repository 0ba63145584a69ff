import { type Candidate, type Found, isSame, lookIn, postingsOf, type Scope } from '#domain/dedup/look.ts';
import { type Announced, outlasts } from '#domain/dedup/outlasting.ts';
import { Contended } from '#domain/errors.ts';
import { growingPause, pause } from '#domain/pause.ts';
import type { FileAudio, Recording } from '#domain/ports/audio.ts';
import type { Claim, Cluster, ClusterMember, Mover, Place } from '#domain/ports/cluster.ts';
import type { Region } from '#domain/ports/deployment.ts';
import type { File } from '#domain/ports/file.ts';
import { isBetter, unlikeKept, weigh } from './kept-copy.ts';

/** Others wait as long as this for a file that is announced, or whose postings are removed. */
const CLAIMED_FOR = 20_000;
const POLL_EVERY = 60;
/** Each further round means that another file got ahead, or went. */
const ROUNDS = 40;
const BETWEEN_JOINS = { first: 10, longest: 300 };

/** Where an account's files are found in the index of a region. */
export const filesScope = (uid: number): string => `files:${uid}`;

/** A file that is to stand among those of its recording. */
export interface Newcomer {
  readonly uid: number;
  readonly member: ClusterMember;
  readonly recording: Recording;
  /** As long as nothing but its record tells that it is still there. */
  readonly file: Mover['file'];
}

/** A file as a cluster counts it. */
export const memberOf = (
  { acrId, createdAt }: Pick<File, 'acrId' | 'createdAt'>,
  { duration, size, audio }: { duration: number; size: number; audio: FileAudio | null },
): ClusterMember => ({
  acrId,
  size,
  duration,
  lossless: audio?.lossless ?? false,
  bitRate: audio?.bitRate ?? 0,
  since: `${createdAt.toISOString()}#${acrId}`,
  unlike: null,
});

/**
 * Puts a file among those of the account that are the same recording: into the cluster of a centre of which it is a
 * duplicate, or as the centre of its own. It is in the state given and becomes ready after this; its fingerprint is
 * stored, in the account's scope. As with dedup entries: announced before it looks, so that of two that come at once
 * one sees the other, and the one that was made first is the centre. Runs any number of times. False when the file is
 * not in that state any more.
 */
export function enterCluster(
  region: Region,
  file: File,
  recording: Recording,
  size: number,
  now: () => Date,
): Promise<boolean> {
  const { duration, audio = null } = recording;
  const member = memberOf(file, { duration, size, audio: audio ?? file.audio });
  return enter(region, { uid: file.uid, member, recording, file }, now);
}

/** The same for a file whose record need not be asked: its cluster has lost its centre. */
export async function enter(region: Region, newcomer: Newcomer, now: () => Date): Promise<boolean> {
  const entering = new Entering(region, newcomer, now);
  for (let round = 0; round < ROUNDS; round++) {
    if (await entering.attempt(round)) return true;
    if (await entering.isGone()) {
      await entering.eraseTraces();
      return false;
    }
  }
  throw new Contended('write this recording');
}

/** A centre, or what may become one. */
interface Standing extends Announced {
  readonly cluster: string | null;
  readonly since: string;
}

/** The account's files that others are held against. */
function centresOf(region: Region, uid: number): Scope<Standing> {
  return {
    name: filesScope(uid),
    async known(acrIds) {
      const places = [...(await region.clusters.find(acrIds)).values()];
      const ids = places.flatMap(({ cluster, isIndexed }) =>
        cluster !== null && isIndexed ? [cluster] : [],
      );
      const stored = await region.clusters.get(uid, ids);
      const earlier = stored.filter(({ state }) => state === 'earlier');
      for (const each of earlier) await renew(region, each);
      const clusters = earlier.length === 0 ? stored : await region.clusters.get(uid, ids);
      const centres = new Set(clusters.map(({ centre }) => centre));
      return places.map((place) => standingOf(place, centres.has(place.acrId)));
    },
  };
}

/**
 * A cluster of an earlier version, which united whatever had a member in common: its files are held against one
 * another anew, unless there is only one.
 */
export async function renew(region: Region, cluster: Cluster): Promise<void> {
  const [only, ...others] = await region.clusters.members(cluster.uid, cluster.id);
  const file = only && others.length === 0 ? await region.files.byAcrId(only.acrId) : undefined;
  if (file?.state !== 1) return void (await region.clusters.part(cluster));
  const { duration, audio, size } = file;
  await region.clusters.renew(cluster, memberOf(file, { duration, audio, size: size ?? 0 }));
}

function standingOf({ acrId, cluster, claim }: Place, isCentre: boolean): Standing {
  const state: Candidate['state'] =
    claim?.state === 'announced' ? 'pending' : isCentre ? 'committed' : 'aborted';
  return { acrId, cluster, state, deadline: claim?.deadline ?? new Date(0), since: claim?.since ?? '' };
}

const isCentre = ({ entry }: Found<Standing>) => entry.state === 'committed';

/** One process that finds a file its place. */
class Entering {
  private readonly by = crypto.randomUUID();
  private isPosted = false;
  private readonly region: Region;
  private readonly newcomer: Newcomer;
  private readonly now: () => Date;
  private readonly scope: Scope<Standing>;

  constructor(region: Region, newcomer: Newcomer, now: () => Date) {
    this.region = region;
    this.newcomer = newcomer;
    this.now = now;
    this.scope = centresOf(region, newcomer.uid);
  }

  /** True when it has its place; else begin again. */
  async attempt(round: number): Promise<boolean> {
    const { region, newcomer } = this;
    const { member, recording, file } = newcomer;
    const except = member.acrId;
    const was = await this.place();
    // A member of a cluster that is mended has a place until it is deleted.
    if (!was && !file) return false;
    if (was && (await this.hasPlace(was))) return true;
    // A cheap look finds nearly every duplicate; after the announcement it looks again, consistently.
    const { words, duration, contour } = recording;
    const asItIs = { words, duration, ...(contour && { contour }) };
    const how = { consistent: round > 0, isCheap: round === 0, except };
    const seen = await lookIn(region, this.scope, asItIs, how);
    const known = seen.filter(isSame).find(isCentre);
    if (known) return this.join(was, known.entry);

    const claim = this.claim('announced');
    if (!(await region.clusters.claim({ member, was, file }, claim))) return false;
    this.isPosted = true;
    const told = await region.index.add(this.scope.name, this.postings);
    const place = { ...(was ?? { acrId: except, cluster: null, isIndexed: false }), claim };
    const found = await lookIn(region, this.scope, recording, { consistent: false, except, told });
    const rivals = found.filter(isSame);
    const centre = rivals.find(isCentre);
    if (centre) return this.join(place, centre.entry);
    const own = standingOf(place, false);
    for (const { entry } of rivals) if (!(await outlasts(this.contest, own, entry, this.now))) return false;
    return region.clusters.found(newcomer.uid, { member, was: place, file: undefined });
  }

  private readonly contest = {
    isBefore: (a: Standing, b: Standing) => a.since < b.since,
    again: async ({ acrId }: Standing) => (await this.scope.known([acrId]))[0],
    abort: ({ acrId }: Standing) => this.region.clusters.abort(acrId),
  };

  private get postings() {
    return postingsOf(this.newcomer.member.acrId, this.newcomer.recording.words);
  }

  private claim(state: Claim['state']): Claim {
    const deadline = new Date(this.now().getTime() + CLAIMED_FOR);
    return { state, by: this.by, deadline, since: this.newcomer.member.since };
  }

  /** Where it stands, once no other process is about to change that. */
  private async place(): Promise<Place | undefined> {
    const { acrId } = this.newcomer.member;
    for (;;) {
      const place = (await this.region.clusters.find([acrId])).get(acrId);
      const claim = place?.claim;
      if (!claim || claim.by === this.by || claim.state === 'aborted' || this.now() >= claim.deadline)
        return place;
      await pause(POLL_EVERY * (1 + Math.random()));
    }
  }

  /** Whether it is in a cluster that stands: then what a dead process left undone there is done. */
  private async hasPlace(was: Place): Promise<boolean> {
    const { region, newcomer } = this;
    const { uid, member } = newcomer;
    if (was.cluster === null || (was.claim && was.claim.state !== 'leaving')) return false;
    const [cluster] = await region.clusters.get(uid, [was.cluster]);
    if (cluster?.state !== 'standing') return false;
    if (was.claim) {
      const claim = this.claim('leaving');
      if (!(await region.clusters.claim({ member, was, file: undefined }, claim))) return false;
      await this.leaveIndex(claim);
    }
    if (isBetter(member, cluster.keep)) await weigh(region, uid, cluster.id);
    return true;
  }

  /** It becomes a member of this centre's cluster; what it had put into the index goes after that. */
  private async join(was: Place | undefined, { acrId, cluster: id }: Standing): Promise<boolean> {
    const { region, newcomer } = this;
    const { uid, member, recording, file } = newcomer;
    // Of many that come at once one changes the cluster at a time: the others need not look for it again.
    for (let round = 0; round < ROUNDS; round++) {
      if (round > 0) await growingPause(round, BETWEEN_JOINS);
      const [cluster] = await region.clusters.get(uid, id === null ? [] : [id]);
      if (cluster?.state !== 'standing' || cluster.centre !== acrId) return false;
      const mover = { member: { ...member, unlike: await unlikeKept(region, cluster, recording) }, was };
      const claim = was && (was.claim || was.isIndexed) ? this.claim('leaving') : null;
      const isToMend = isBetter(member, cluster.keep);
      const movers = [{ ...mover, file: was ? undefined : file }];
      const joined = await region.clusters.join(cluster, movers, { claim, isToMend });
      if (joined === 'mover changed') return false;
      if (joined === 'cluster changed') continue;
      if (claim) await this.leaveIndex(claim);
      if (isToMend) await weigh(region, uid, cluster.id);
      return true;
    }
    return false;
  }

  private async leaveIndex(claim: Claim): Promise<void> {
    await this.region.index.remove(this.scope.name, this.postings);
    await this.region.clusters.release(this.newcomer.member.acrId, claim);
  }

  /** Deleted, departed, or settled otherwise. */
  async isGone(): Promise<boolean> {
    const { region, newcomer } = this;
    const { file, member } = newcomer;
    if ((await region.clusters.find([member.acrId])).has(member.acrId)) return false;
    return file === undefined || (await region.files.byAcrId(member.acrId))?.state !== file.state;
  }

  /** What came into the index after all else of the file had been erased. */
  async eraseTraces(): Promise<void> {
    if (this.isPosted) await this.region.index.remove(this.scope.name, this.postings);
  }
}
