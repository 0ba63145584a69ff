import type { Match } from '#core/match/decide.ts';
import { indexKeys } from '#core/sketch/sketch.ts';
import { isSame, look } from '#domain/dedup/look.ts';
import { entriesSounding } from '#domain/duplicates/identify.ts';
import type { Recording } from '#domain/ports/audio.ts';
import type { Entry } from '#domain/ports/entry.ts';
import type { Posting, StoredFingerprint } from '#domain/ports/fingerprints.ts';

const BUCKET = 1;

/** An entry and its fingerprint, of up to 4 KB each. */
const UNITS_A_CANDIDATE = 2;

/** What was read, in DynamoDB's units: for an item of up to 4 KB half a one, consistently a whole one. */
export interface Reads {
  units: number;
  keys: number;
  candidates: number;
}

/** A bucket's entries and index in memory, looked up by the code that serves requests. */
export class Library {
  readonly reads: Reads = { units: 0, keys: 0, candidates: 0 };
  private readonly stored: ReadonlyMap<string, StoredFingerprint>;
  private readonly postings = new Map<string, Posting[]>();

  constructor(fingerprints: ReadonlyMap<string, StoredFingerprint>) {
    this.stored = fingerprints;
    for (const [id, { words }] of fingerprints) {
      for (const { key, position } of indexKeys(words)) {
        const known = this.postings.get(key);
        if (known) known.push({ key, position, id });
        else this.postings.set(key, [{ key, position, id }]);
      }
    }
  }

  private readonly index = {
    look: async (_scope: string, keys: readonly string[], consistent: boolean) => {
      this.reads.keys += keys.length;
      this.reads.units += keys.length * (consistent ? 1 : 0.5);
      return keys.flatMap((key) => this.postings.get(key) ?? []);
    },
  };
  private readonly entries = {
    get: async (_bucketId: number, ids: readonly string[]) => ids.map(committed),
  };
  private readonly fingerprints = {
    get: async (ids: readonly string[]) => {
      this.reads.candidates += ids.length;
      this.reads.units += UNITS_A_CANDIDATE * ids.length;
      const known = new Map<string, StoredFingerprint>();
      for (const id of ids) {
        const fingerprint = this.stored.get(id);
        if (fingerprint) known.set(id, fingerprint);
      }
      return known;
    },
  };
  private readonly stores = { index: this.index, entries: this.entries, fingerprints: this.fingerprints };

  /** The entries but `except` that are this recording, by the two looks of an insert that finds none. */
  async same(recording: Recording, except: string): Promise<string[]> {
    const found = await look(this.stores, BUCKET, recording, { consistent: false, except });
    // What stands under its own keys comes back from writing them.
    const told = indexKeys(recording.words).flatMap(({ key }) => this.postings.get(key) ?? []);
    const how = { consistent: false, again: true, except, told };
    const again = await look(this.stores, BUCKET, recording, how);
    return [...found, ...again].filter(isSame).map(({ entry }) => entry.acrId);
  }

  /** How this recording is told to lie on an entry; undefined when that is not found. */
  async related(recording: Recording, id: string): Promise<Match | undefined> {
    const found = await look(this.stores, BUCKET, recording, { consistent: false });
    return found.find(({ entry }) => entry.acrId === id)?.match;
  }

  /** The same of a sample, when no other entry is told before it. */
  async identified(sample: Recording, id: string): Promise<Match | undefined> {
    const [best] = await entriesSounding(this.stores, BUCKET, sample);
    return best?.acrId === id ? best.match : undefined;
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
