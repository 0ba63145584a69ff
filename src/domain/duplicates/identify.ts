import type { Match } from '#core/match/decide.ts';
import type { Relation } from '#core/match/relation.ts';
import { hearingQueries, withNeighbours } from '#core/sketch/hearings.ts';
import { getBucket } from '#domain/buckets/buckets.ts';
import { isClear, matchAs, matchOf } from '#domain/dedup/hearing.ts';
import { bySimilarity, scopeOf } from '#domain/dedup/look.ts';
import { Invalid } from '#domain/errors.ts';
import type { Caller } from '#domain/ports/account.ts';
import type { Recording } from '#domain/ports/audio.ts';
import { type Deployment, type Region, regionOf } from '#domain/ports/deployment.ts';
import type { Placement } from '#domain/ports/entry.ts';
import { filesScope } from './clustering.ts';
import { nearIn, queryOf } from './near.ts';

/** Seconds: a shorter sample has too little to be known by. */
const SHORTEST = 5;
/** Candidates of each other way of hearing a sample that are compared, at most. */
const MOST_OF_HEARING = 3;
/** Members of clusters that are compared with a sample, at most. */
const MOST_MEMBERS = 100;

/** What a sample was found in. `offset`: where in it the sample begins, in seconds. */
export interface Identified extends Placement {
  /** Of a file its id, of an entry its first track id. */
  readonly id: number | string;
  readonly acrId: string;
  /** An entry has none. */
  readonly title: string | null;
  readonly relation: NonNullable<Relation>;
}

type Hit = { readonly acrId: string; readonly match: Match };

/**
 * Tells in what of a bucket a sample sounds, the best first; nothing is kept. What it reads has a budget: beyond that
 * it answers with what it has. Rejects with Invalid for a sample of less than 5 s, and for a bucket that holds neither
 * files nor entries.
 */
export async function identify(
  deployment: Deployment,
  caller: Caller,
  bucketId: number,
  sample: Recording,
  limit: number,
): Promise<Identified[]> {
  const { type } = await getBucket(deployment, caller, bucketId);
  if (sample.duration < SHORTEST) {
    const seconds = sample.duration.toFixed(1);
    throw new Invalid({
      file: [`The sample has ${seconds} s: send ${SHORTEST} s or more of the recording.`],
    });
  }
  const region = regionOf(deployment, bucketId);
  if (type === 'DedupFile') return entriesWith(region, bucketId, sample, limit);
  if (type === 'File') return filesWith(region, caller.uid, bucketId, sample, limit);
  throw new Invalid({
    bucket_id: [`Bucket ${bucketId} is of type ${type}: there is nothing in it to be found.`],
  });
}

interface Fingerprints {
  readonly fingerprints: Pick<Region['fingerprints'], 'get'>;
}
interface Index {
  readonly index: Pick<Region['index'], 'look'>;
}

/** The entries of a bucket in which a sample sounds, the best first. */
export async function entriesSounding(
  stores: Index & Fingerprints & { readonly entries: Pick<Region['entries'], 'get'> },
  bucketId: number,
  sample: Recording,
): Promise<Hit[]> {
  return soundingIn(stores, scopeOf(bucketId), sample, async (near) => {
    const entries = await stores.entries.get(bucketId, near);
    return entries.filter(({ state }) => state === 'committed').map(({ acrId }) => acrId);
  });
}

async function entriesWith(
  region: Region,
  bucketId: number,
  sample: Recording,
  limit: number,
): Promise<Identified[]> {
  const hits = (await entriesSounding(region, bucketId, sample)).slice(0, limit);
  const tracks = await Promise.all(hits.map(({ acrId }) => region.entries.tracks(acrId, 1)));
  return hits.flatMap(({ acrId, match }, i) => {
    const id = tracks[i]?.[0]?.trackId;
    return id === undefined ? [] : told(id, acrId, null, match);
  });
}

/** Only centres stand in the index, those of all the account's buckets: what is in their clusters is looked at too. */
async function filesWith(
  region: Region,
  uid: number,
  bucketId: number,
  sample: Recording,
  limit: number,
): Promise<Identified[]> {
  const centres = await soundingIn(region, filesScope(uid), sample, async (near) => near);
  const places = await region.clusters.find(centres.map(({ acrId }) => acrId));
  const members: string[] = [];
  for (const { acrId } of centres) {
    const cluster = places.get(acrId)?.cluster;
    const room = MOST_MEMBERS - members.length;
    if (cluster && room > 0)
      members.push(...(await region.duplicates.items(uid, 'acoustic', cluster, undefined, room)));
  }
  const known = new Set(centres.map(({ acrId }) => acrId));
  const others = members.filter((acrId) => !known.has(acrId));
  const hits = [...centres, ...(await compared(region, others, sample))].sort(bySimilarity);
  const records = await region.files.byAcrIds(hits.map(({ acrId }) => acrId));
  const files = new Map(records.map((file) => [file.acrId, file]));
  return hits
    .flatMap(({ acrId, match }) => {
      const file = files.get(acrId);
      return file?.bucketId === bucketId ? told(file.id, acrId, file.title, match) : [];
    })
    .slice(0, limit);
}

/** As it was sent; only when that finds nothing clear as it sounds otherwise. `standing`: those that may be told of these. */
async function soundingIn(
  stores: Index & Fingerprints,
  scope: string,
  sample: Recording,
  standing: (near: readonly string[]) => Promise<readonly string[]>,
): Promise<Hit[]> {
  const { words, duration, contour } = sample;
  const near = await nearIn(stores, scope, queryOf(words));
  const hits = await compared(stores, await standing(near), { words, duration, ...(contour && { contour }) });
  if (hits.some(({ match }) => isClear(match))) return hits;
  // Asked for only now: they are made when they are.
  const { others = [] } = sample;
  if (others.length === 0) return hits;
  const queries = withNeighbours(others, hearingQueries(others, 'not consistent'));
  const found = await Promise.all(queries.map((query) => nearIn(stores, scope, query)));
  const likeliest = found.flatMap((ids) => ids.slice(0, MOST_OF_HEARING));
  return compared(stores, await standing([...new Set([...near, ...likeliest])]), sample);
}

/** Those that have something in common with the sample, the best first. */
async function compared(region: Fingerprints, acrIds: readonly string[], sample: Recording): Promise<Hit[]> {
  const fingerprints = await region.fingerprints.get(acrIds);
  return [...fingerprints]
    .flatMap(([acrId, known]): Hit[] => {
      const asItIs = matchAs(known, sample);
      const match = isClear(asItIs) ? asItIs : matchOf(known, sample);
      return match.relation ? [{ acrId, match }] : [];
    })
    .sort(bySimilarity);
}

function told(id: number | string, acrId: string, title: string | null, match: Match): Identified[] {
  const { relation, similarity, offset, overlap, speed } = match;
  return relation === null ? [] : [{ id, acrId, title, relation, similarity, offset, overlap, speed }];
}
