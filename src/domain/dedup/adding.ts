import type { Match } from '#core/match/decide.ts';
import { type Attempt, onlyAttempt } from '#domain/attempt.ts';
import { getBucketOfType } from '#domain/buckets/buckets.ts';
import { Conflict, NotFound } from '#domain/errors.ts';
import { growingPause } from '#domain/pause.ts';
import type { Caller } from '#domain/ports/account.ts';
import type { Recording } from '#domain/ports/audio.ts';
import { type Deployment, type Region, regionOf } from '#domain/ports/deployment.ts';
import type { Entry, Track } from '#domain/ports/entry.ts';
import { type RequestTime, timeOf } from '#domain/request-time.ts';
import { committed, countOf, groupOf, LISTED } from './groups.ts';
import { matchOf } from './hearing.ts';
import { insert } from './insert.ts';
import { bySimilarity, type Found, isSame, look } from './look.ts';

/** Others may join the same group all the time; each attempt costs a write and two reads. */
const JOIN_PAUSES = { first: 20, longest: 200 };

/** A recording to be held against a bucket's entries, and (`keep`) to be remembered. */
export interface Submission {
  readonly trackId: string;
  readonly fingerprint: Recording;
  readonly keep: boolean;
  readonly attempt?: Attempt;
  /** Of the request that it came with; else it begins now. */
  readonly time?: RequestTime;
}

export interface Verdict {
  /** Track ids known for that recording, those of the best matching entry first. */
  readonly tracks: readonly string[];
  /** The entry's; null when there is none. */
  readonly acrId: string | null;
  /** The track became a new entry. */
  readonly inserted: boolean;
  /** Entries that are no duplicates and yet share sound, the most similar first. */
  readonly related: readonly Related[];
}

/** Such an entry, called by its first track. */
export interface Related extends Found {
  readonly trackId: string;
}

/** Entries of that kind that are told. */
const MOST_RELATED = 20;

/**
 * Tells whether a bucket has this recording, and enters it when it has not. Rejects with Busy when the time is up: what
 * was done by then the same call finds when it comes again.
 */
export async function addDedupFile(
  deployment: Deployment,
  caller: Caller,
  bucketId: number,
  submission: Submission,
): Promise<Verdict> {
  await getBucketOfType(deployment, caller, bucketId, 'DedupFile');
  const region = regionOf(deployment, bucketId);
  const made = submission.attempt?.noted?.['entered'];
  const [own] = typeof made === 'string' ? await committed(region, bucketId, [made]) : [];
  if (own) {
    const how = { consistent: true, except: own.acrId };
    const related = await relatedIn(region, await look(region, bucketId, submission.fingerprint, how));
    return { tracks: [], acrId: own.acrId, inserted: true, related };
  }
  const { time = timeOf(deployment) } = submission;
  // Each further round means that another writer got ahead of us.
  for (let round = 0; ; round++) {
    time.refuseLate(OTHERS);
    // A cheap look finds nearly every duplicate; the insert looks again, consistently.
    const found = await look(region, bucketId, submission.fingerprint, {
      consistent: !submission.keep || round > 0,
    });
    const standing = found.filter(({ entry }) => entry.state === 'committed');
    const same = standing.filter(isSame);
    const verdict = await decide(deployment, region, caller, bucketId, { ...submission, time }, same);
    if (!verdict) continue;
    const others = standing.filter(({ entry }) => entry.acrId !== verdict.acrId);
    return { ...verdict, related: await relatedIn(region, others) };
  }
}

/** What there was no time left for. */
const OTHERS = 'others write this recording at once';
type Timed = Submission & { readonly time: RequestTime };

/** Those of what was found that stand and are no duplicates, each with its first track. */
async function relatedIn(region: Region, found: readonly Found[]): Promise<Related[]> {
  const related = found
    .filter((each) => each.entry.state === 'committed' && !isSame(each))
    .slice(0, MOST_RELATED);
  const tracks = await Promise.all(related.map(({ entry }) => region.entries.tracks(entry.acrId, 1)));
  return related.flatMap((each, i) => {
    const trackId = tracks[i]?.[0]?.trackId;
    return trackId === undefined ? [] : [{ ...each, trackId }];
  });
}

type Decision = Omit<Verdict, 'related'>;

/** Undefined when another writer got ahead: what was found is not so any more. */
async function decide(
  deployment: Deployment,
  region: Region,
  caller: Caller,
  bucketId: number,
  submission: Timed,
  seen: readonly Found[],
): Promise<Decision | undefined> {
  if (!submission.keep) return verdictOn(region, seen);

  const own = await region.entries.ofTrack(bucketId, submission.trackId);
  const found = own ? await withOwn(region, submission, own, seen) : seen;
  if (!found) return undefined;
  const [best, ...others] = found;
  const { attempt = onlyAttempt, trackId } = submission;
  if (own) {
    const verdict = await verdictOn(region, found);
    // It was an earlier attempt at this very call that joined.
    const isOurs = attempt.noted?.['joined'] === own.acrId;
    return isOurs && verdict
      ? { ...verdict, tracks: verdict.tracks.filter((id) => id !== trackId) }
      : verdict;
  }
  if (best) {
    const tracks = await trackIdsOf(region, others);
    await attempt.note({ joined: best.entry.acrId });
    const before = tracks && (await join(deployment, region, submission, best));
    return before && { tracks: listed(before, tracks), acrId: best.entry.acrId, inserted: false };
  }
  const newcomer = {
    bucketId,
    uid: caller.uid,
    trackId,
    fingerprint: submission.fingerprint,
    announced: (acrId: string) => attempt.note({ entered: acrId }),
    refuseLate: () => submission.time.refuseLate(OTHERS),
  };
  const inserted = await insert(region, newcomer, () => deployment.now());
  if (inserted === 'bucket gone') throw new NotFound('No such bucket.');
  return inserted === 'superseded' ? undefined : { tracks: [], acrId: inserted.acrId, inserted: true };
}

/**
 * What was found, the track's own entry included: a look may be older than it. Rejects with Conflict when that
 * holds another recording; undefined when it went meanwhile.
 */
async function withOwn(
  region: Region,
  { trackId, fingerprint }: Submission,
  own: Entry,
  found: readonly Found[],
): Promise<readonly Found[] | undefined> {
  if (found.some(({ entry }) => entry.acrId === own.acrId)) return found;
  const known = (await region.fingerprints.get([own.acrId])).get(own.acrId);
  if (!known) return undefined;
  const match = matchOf(known, fingerprint);
  if (match.duplicate) return [...found, { entry: own, match }].sort(bySimilarity);
  throw new Conflict(`The id ${trackId} belongs to another recording in this bucket: choose another id.`);
}

async function verdictOn(region: Region, found: readonly Found[]): Promise<Decision | undefined> {
  const tracks = await trackIdsOf(region, found);
  return tracks && { tracks: listed(tracks), acrId: found[0]?.entry.acrId ?? null, inserted: false };
}

const listed = (...lists: readonly (readonly string[])[]): string[] => lists.flat().slice(0, LISTED);
const idsOf = (tracks: readonly Track[]): string[] => tracks.map(({ trackId }) => trackId);

/** Undefined when one of the entries has gone. */
async function trackIdsOf(region: Region, found: readonly Found[]): Promise<string[] | undefined> {
  const groups = await Promise.all(found.map(({ entry }) => groupOf(region, entry)));
  const standing = groups.filter((group) => group !== undefined);
  return standing.length < groups.length ? undefined : standing.flatMap(({ tracks }) => idsOf(tracks));
}

/**
 * The track joins the entry's group; answers the tracks that were there before it, all of them and no other, since
 * the join requires that none came between. Undefined when the entry has gone or the track id is taken.
 */
async function join(
  deployment: Deployment,
  region: Region,
  { trackId, time }: Timed,
  { entry, match }: Found,
): Promise<string[] | undefined> {
  const track = { trackId, ...placementOf(match) };
  let current: Entry | undefined = entry;
  for (let attempt = 0; current; attempt++) {
    time.refuseLate(OTHERS);
    const tracks = await region.entries.tracks(entry.acrId, LISTED);
    const known = { ...current, count: countOf(current, tracks) };
    const result = await region.entries.join(known, track, deployment.now());
    if (result === 'joined') return idsOf(tracks);
    if (result === 'track taken') return undefined;
    await growingPause(attempt, JOIN_PAUSES);
    [current] = await committed(region, entry.bucketId, [entry.acrId]);
  }
  return undefined;
}

function placementOf({ similarity, offset, overlap, speed }: Match) {
  return { similarity, offset, overlap, speed };
}
