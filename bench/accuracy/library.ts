import { indexKeys } from '#core/sketch/sketch.ts';
import { type Found, isSame, look } from '#domain/dedup/look.ts';
import type { Recording } from '#domain/ports/audio.ts';
import type { Entry } from '#domain/ports/entry.ts';
import type { Posting, StoredFingerprint } from '#domain/ports/fingerprints.ts';

const BUCKET = 1;

/** What a look-up has read. */
export interface Reads {
  keys: number;
  candidates: number;
}

/** A bucket's entries and index in memory, looked up by the code that serves requests. */
export class Library {
  readonly reads: Reads = { keys: 0, candidates: 0 };
  private readonly fingerprints: ReadonlyMap<string, StoredFingerprint>;
  private readonly postings = new Map<string, Posting[]>();

  constructor(fingerprints: ReadonlyMap<string, StoredFingerprint>) {
    this.fingerprints = fingerprints;
    for (const [id, { words }] of fingerprints) {
      for (const { key, position } of indexKeys(words)) {
        this.postings.set(key, [...(this.postings.get(key) ?? []), { key, position, id }]);
      }
    }
  }

  /** The entries that are this recording, but for `except`. */
  async look(recording: Recording, except?: string): Promise<Found[]> {
    const { reads } = this;
    const index = {
      look: async (_scope: string, keys: readonly string[]) => {
        reads.keys += keys.length;
        return keys.flatMap((key) => this.postings.get(key) ?? []);
      },
    };
    const entries = { get: async (_bucketId: number, ids: readonly string[]) => ids.map(committed) };
    const stored = {
      get: async (ids: readonly string[]) => {
        reads.candidates += ids.length;
        return new Map([...this.fingerprints].filter(([id]) => ids.includes(id)));
      },
    };
    const options = except === undefined ? { consistent: true } : { consistent: true, except };
    return (await look({ index, entries, fingerprints: stored }, BUCKET, recording, options)).filter(isSame);
  }
}

const committed = (acrId: string): Entry => ({
  acrId,
  bucketId: BUCKET,
  uid: 1,
  state: 'committed',
  deadline: new Date(0),
  createdAt: new Date(0),
  updatedAt: new Date(0),
  count: 1,
  group: null,
  todo: '',
});
