import { nominate } from '#core/sketch/nominate.ts';
import { stretchKeys } from '#core/sketch/sketch.ts';
import type { Region } from '#domain/ports/deployment.ts';
import { filesScope } from './clustering.ts';

/** Keys of a stretch that are looked up, at most: 500 read units, and all that a sample of two minutes has. */
const KEYS = 1000;
/** Keys that are read at a time; behind so many postings nothing more is: the likeliest are among them. */
const READ_AT_ONCE = 100;
const MOST_POSTINGS = 20_000;
/** Fingerprints that are fetched for it, at most. */
const MOST_NEAR = 40;

/** What a stretch is looked up by. */
export const queryOf = (words: Uint32Array): Map<string, number[]> => stretchKeys(words, KEYS);

/** What stands in a scope of the index and may share sound with this, the likeliest first, as far as the budget goes. */
export async function nearIn(
  { index }: { readonly index: Pick<Region['index'], 'look'> },
  scope: string,
  query: Map<string, number[]>,
  except?: string,
): Promise<string[]> {
  const keys = [...query.keys()];
  const postings = [];
  for (let at = 0; at < keys.length && postings.length < MOST_POSTINGS; at += READ_AT_ONCE)
    postings.push(...(await index.look(scope, keys.slice(at, at + READ_AT_ONCE), false)));
  const others = postings.filter(({ id }) => id !== except);
  const keysOf = Map.groupBy(others, ({ id }) => id);
  // Of a stretch of something long a single key may be left: those that share the most come behind the nominated.
  const sharing = [...keysOf].sort(([, a], [, b]) => b.length - a.length).map(([id]) => id);
  return [...new Set([...nominate(query, others), ...sharing])].slice(0, MOST_NEAR);
}

/** The same among an account's files, of which only centres stand in the index. */
export const centresNear = (
  region: Region,
  uid: number,
  words: Uint32Array,
  except?: string,
): Promise<string[]> => nearIn(region, filesScope(uid), queryOf(words), except);
