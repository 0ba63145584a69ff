import type { Match } from '#core/match/decide.ts';
import { hearingQueries, withNeighbours } from '#core/sketch/hearings.ts';
import { nominate } from '#core/sketch/nominate.ts';
import { indexKeys, lookupKeys } from '#core/sketch/sketch.ts';
import type { Recording } from '#domain/ports/audio.ts';
import type { Entry, EntryStore } from '#domain/ports/entry.ts';
import type { FingerprintStore, IndexStore, Posting } from '#domain/ports/fingerprints.ts';
import { bestMatch, type Heard, overrules } from './hearing.ts';

/** Committed candidates that are compared, for each way of hearing; more would make one odd recording slow for everyone. */
const CANDIDATES = 20;

/** Keys of a cheap look: as many as an entry has in the index. */
const CHEAP = 100;

type Query = Map<string, number[]>;

/** How a look reads. */
interface How {
  /** It sees everything that was announced before it. */
  readonly consistent: boolean;
  readonly except?: string;
  /** A look before it found nothing. */
  readonly again?: boolean;
  /** By its steadiest keys alone: what it misses, a look after it finds. */
  readonly isCheap?: boolean;
  /** What stood under the recording's own keys when it was announced: these need not be read. */
  readonly told?: readonly Posting[];
}

const lookOf = ({ consistent, again, told }: How) =>
  again ? 'again' : consistent || told ? 'consistent' : 'not consistent';

/** What a look reads of a region, whatever it looks for. */
interface Stores {
  readonly index: Pick<IndexStore, 'look'>;
  readonly fingerprints: Pick<FingerprintStore, 'get'>;
}

/** What may be found: committed, or announced and perhaps about to be. */
export interface Candidate {
  readonly acrId: string;
  readonly state: 'pending' | 'committed' | 'aborted';
}

/** A set that is searched. */
export interface Scope<C extends Candidate> {
  /** In the index. */
  readonly name: string;
  /** What these ids are, consistently; those that are nothing any more are left out. */
  readonly known: (acrIds: readonly string[]) => Promise<C[]>;
}

/** A candidate that holds the same recording, or shares sound with it. */
export interface Found<C extends Candidate = Entry> {
  readonly entry: C;
  readonly match: Match;
}

type Matched = Pick<Found, 'match'>;
/** Duplicates first, then the most similar. */
export const bySimilarity = (a: Matched, b: Matched): number =>
  Number(b.match.duplicate) - Number(a.match.duplicate) || b.match.similarity - a.match.similarity;
/** Whether it holds the same recording, and not only a part of it. */
export const isSame = ({ match }: Matched): boolean => match.duplicate;

/** The scope of a DedupFile bucket in the index. */
export const scopeOf = (bucketId: number): string => String(bucketId);

/** What an entry or a file puts into the index. */
export function postingsOf(acrId: string, words: Uint32Array): Posting[] {
  return indexKeys(words).map(({ key, position }) => ({ key, position, id: acrId }));
}

/** For each of these ways of hearing it, ids of what may hold the same recording in a scope, the likeliest first. */
async function nominees(
  { index }: Pick<Stores, 'index'>,
  scope: string,
  queries: readonly Query[],
  { consistent, except, told = [] }: How,
): Promise<string[][]> {
  const known = new Set(told.map(({ key }) => key));
  const keys = new Set(queries.flatMap((query) => [...query.keys()]));
  const read = await index.look(
    scope,
    [...keys].filter((key) => !known.has(key)),
    consistent,
  );
  const postings = [...told, ...read].filter(({ id }) => id !== except);
  return queries.map((query) => nominate(query, postings));
}

/**
 * What of a scope holds this recording, the most similar first, and then what shares sound with it: the committed and,
 * since they may become it, the pending. Every pending candidate is compared, however many there are: the insert rests on it.
 * A consistent look sees everything that was announced before it.
 *
 * The recording is looked up as it is, and only when that finds no committed entry in the other ways it was heard,
 * if it came as audio: that reads four times as much again.
 */
export async function lookIn<C extends Candidate>(
  stores: Stores,
  scope: Scope<C>,
  recording: Recording,
  how: How,
): Promise<Found<C>[]> {
  const keys = lookupKeys(recording.words, how.isCheap ? CHEAP : undefined);
  const found = await lookAs(stores, scope, [keys], [recording], how);
  if (found.some((each) => isSame(each) && each.entry.state === 'committed')) return found;
  // Asked for only now: they are made when they are.
  const { others = [] } = recording;
  if (others.length === 0) return found;
  const queries = withNeighbours(others, hearingQueries(others, lookOf(how)));
  const more = await lookAs(stores, scope, queries, others, how);
  // Of each the best, but that what is clear stays as it is.
  const asItIs = new Map(found.map(({ entry, match }) => [entry.acrId, match]));
  const telling = more.filter(({ entry, match }) => {
    const known = asItIs.get(entry.acrId);
    return !known || overrules(match, known);
  });
  const sorted = [...found, ...telling].sort(bySimilarity);
  return sorted.filter(({ entry }, i) => sorted.findIndex((each) => each.entry.acrId === entry.acrId) === i);
}

/** The same in a DedupFile bucket. */
export const look = (
  stores: Stores & { readonly entries: Pick<EntryStore, 'get'> },
  bucketId: number,
  recording: Recording,
  how: How,
): Promise<Found[]> => {
  const known = (acrIds: readonly string[]) => stores.entries.get(bucketId, acrIds);
  return lookIn(stores, { name: scopeOf(bucketId), known }, recording, how);
};

/** The same for one or more ways of hearing it, the index being read once. */
async function lookAs<C extends Candidate>(
  { index, fingerprints: fingerprintStore }: Stores,
  scope: Scope<C>,
  queries: readonly Query[],
  hearings: readonly Heard[],
  how: How,
): Promise<Found<C>[]> {
  const nominated = await nominees({ index }, scope.name, queries, how);
  const entries = await scope.known([...new Set(nominated.flat())]);
  const committed = new Set(entries.filter(({ state }) => state === 'committed').map(({ acrId }) => acrId));
  const chosen = new Set(
    nominated.flatMap((ids) => ids.filter((id) => committed.has(id)).slice(0, CANDIDATES)),
  );
  const compared = entries.filter(({ acrId, state }) => state === 'pending' || chosen.has(acrId));
  const fingerprints = await fingerprintStore.get(compared.map(({ acrId }) => acrId));
  return compared
    .flatMap((entry) => {
      const known = fingerprints.get(entry.acrId);
      const heard = hearings.filter((_, i) => nominated[i]?.includes(entry.acrId));
      const match = known && bestMatch(known, heard);
      return match ? [{ entry, match }] : [];
    })
    .filter(({ match }) => match.relation !== null)
    .sort(bySimilarity);
}
