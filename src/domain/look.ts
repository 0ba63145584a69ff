import { compare, type Match } from '#core/decide.ts';
import { nominate } from '#core/nominate.ts';
import { indexKeys, lookupKeys } from '#core/sketch.ts';
import type { Region } from './deployment.ts';
import type { Entry } from './entry.ts';
import type { Posting, StoredFingerprint } from './fingerprints.ts';

/** Candidates whose fingerprints are fetched; more would make one odd recording slow for everyone. */
const CANDIDATES = 20;

/** An entry that holds the same recording. */
export interface Found {
  readonly entry: Entry;
  readonly match: Match;
}

export const bySimilarity = (a: Found, b: Found): number => b.match.similarity - a.match.similarity;

/** The scope of a DedupFile bucket in the index. */
export const scopeOf = (bucketId: number): string => String(bucketId);

/** What an entry puts into the index. */
export function postingsOf(acrId: string, words: Uint32Array): Posting[] {
  return indexKeys(words).map(({ key, position }) => ({ key, position, id: acrId }));
}

/** Ids of what is in this scope of the index and may hold the same recording, the likeliest first. */
export async function nominees(
  region: Region,
  scope: string,
  words: Uint32Array,
  { consistent, except }: { consistent: boolean; except?: string },
): Promise<string[]> {
  const query = lookupKeys(words);
  const postings = await region.index.look(scope, [...query.keys()], consistent);
  return nominate(
    query,
    postings.filter(({ id }) => id !== except),
    Number.POSITIVE_INFINITY,
  );
}

/**
 * The entries of a bucket that hold this recording, the most similar first: committed ones and, since they may
 * become it, pending ones. Every pending candidate is compared, however many there are: the insert rests on it.
 * A consistent look sees everything that was announced before it.
 */
export async function look(
  region: Region,
  bucketId: number,
  fingerprint: StoredFingerprint,
  { consistent, except }: { consistent: boolean; except?: string },
): Promise<Found[]> {
  const looking = { consistent, ...(except !== undefined && { except }) };
  const candidates = await nominees(region, scopeOf(bucketId), fingerprint.words, looking);
  const entries = await region.entries.get(bucketId, candidates);
  const committed = entries.filter(({ state }) => state === 'committed').slice(0, CANDIDATES);
  const compared = [...committed, ...entries.filter(({ state }) => state === 'pending')];
  const fingerprints = await region.fingerprints.get(compared.map(({ acrId }) => acrId));
  return compared
    .flatMap((entry) => {
      const known = fingerprints.get(entry.acrId);
      return known ? [{ entry, match: compare(known.words, fingerprint.words) }] : [];
    })
    .filter(({ match }) => match.duplicate)
    .sort(bySimilarity);
}
