import { secondsHeard } from '#core/fingerprint/hop.ts';
import { LONGEST } from './audio.ts';

/** A whole recording's fingerprint as it is stored. */
export interface StoredFingerprint {
  readonly words: Uint32Array;
  /** Seconds. */
  readonly duration: number;
  /**
   * Where the words tell nothing: how its level goes up and down (core/fingerprint/contour.ts). None of what was sent as
   * a fingerprint, or was heard before this was.
   */
  readonly contour?: Uint8Array;
}

/** fpcalc tells whole seconds. */
const ROUNDED = 1;

/** A fingerprint that came without its duration, or with one that cannot be, gets that of the audio its words cover. */
export function withDuration(fingerprint: {
  words: Uint32Array;
  duration: number | undefined;
}): StoredFingerprint {
  const { words, duration } = fingerprint;
  const heard = secondsHeard(words.length);
  const isPossible = duration !== undefined && duration >= heard - ROUNDED && duration <= LONGEST;
  return { words, duration: isPossible ? duration : heard };
}

/** The fingerprints of one region, by the acr_id of their file or entry. */
export interface FingerprintStore {
  /** `scope`: where its postings are in the index, when nothing else will tell. */
  put(acrId: string, fingerprint: StoredFingerprint, scope?: string): Promise<void>;
  scopeOf(acrId: string): Promise<string | undefined>;
  /** Those that exist. */
  get(acrIds: readonly string[]): Promise<Map<string, StoredFingerprint>>;
  remove(acrId: string): Promise<void>;
}

/** "This key occurs in this recording at this position." */
export interface Posting {
  readonly key: string;
  /** acr_id of the entry or file. */
  readonly id: string;
  /** Word of its first occurrence. */
  readonly position: number;
}

/** The index of one region: postings by (scope, key). A scope is the set that is searched: a DedupFile bucket, or an account's files. */
export interface IndexStore {
  /**
   * Answers what stands under their keys then, these included: of two writers that add under one key, the second is told of
   * the first. A store tells that with the write, and a consistent look at these keys is spared.
   */
  add(scope: string, postings: readonly Posting[]): Promise<Posting[]>;
  remove(scope: string, postings: readonly Posting[]): Promise<void>;
  /** The postings under any of the keys. A consistent look sees every add that was acknowledged before. */
  look(scope: string, keys: readonly string[], consistent: boolean): Promise<Posting[]>;
}
