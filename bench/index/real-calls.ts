import { indexKeys, lookupKeys } from '#core/sketch/sketch.ts';
import { createBucket } from '#domain/buckets/buckets.ts';
import { addDedupFile } from '#domain/dedup/adding.ts';
import { deleteDedupFiles } from '#domain/dedup/deletion.ts';
import { withdraw } from '#domain/dedup/insert.ts';
import { postingsOf, scopeOf } from '#domain/dedup/look.ts';
import { newAcrId } from '#domain/ids.ts';
import type { Entry } from '#domain/ports/entry.ts';
import { todoAt } from '#domain/ports/todo.ts';
import { caller, startDeployment } from '../../test/aws/store-region.ts';
import { metered } from './meter.ts';
import { musicLike } from './music-like.ts';
import { indexItemBytes, readUnits, type Units, writeUnits } from './units.ts';

export interface RealCalls {
  /** Of an insert: what does not depend on the index; and the largest difference of the rest from the formula. */
  readonly records: Units;
  readonly inserts: number;
  readonly offByAtMost: number;
  readonly firstJoin: Units;
  readonly laterJoin: Units;
  readonly check: Units;
  readonly withdrawn: Units;
  readonly deleted: Units;
}

const sum = ({ index, records }: { index: Units; records: Units }): Units => ({
  read: index.read + records.read,
  write: index.write + records.write,
});

/** Units that the index table takes of one insert, from the number of postings each key has before it. */
export function indexUnits(words: Uint32Array, postingsUnder: (key: string) => number): Units {
  let read = 0;
  for (const key of lookupKeys(words).keys()) {
    const bytes = indexItemBytes(postingsUnder(key));
    read += readUnits(bytes, false);
  }
  const own = new Set(indexKeys(words).map(({ key }) => key));
  let write = 0;
  for (const key of lookupKeys(words).keys()) {
    // What stands under its own keys is told with the write.
    if (own.has(key)) write += writeUnits(indexItemBytes(postingsUnder(key) + 1));
    else read += readUnits(indexItemBytes(postingsUnder(key)), false);
  }
  return { read, write };
}

/** Inserts through the real stores on a real engine, and what every call of them is charged for. */
export async function realCalls(filled: number, inserts: number, words: number): Promise<RealCalls> {
  const { deployment, stop } = await startDeployment();
  try {
    const { here: region } = deployment;
    const kind = {
      type: 'DedupFile',
      region: region.name,
      netType: 1,
      labels: [],
      metadataTemplate: null,
    } as const;
    const { id: bucketId } = await createBucket(deployment, caller, { name: 'bench', ...kind });
    const under = new Map<string, number>();
    const recording = (seed: number) => ({ words: musicLike(seed, words), duration: 240 });
    const add = (trackId: string, seed: number, keep = true) =>
      addDedupFile(deployment, caller, bucketId, { trackId, fingerprint: recording(seed), keep });
    const note = (seed: number) => {
      for (const { key } of indexKeys(recording(seed).words)) under.set(key, (under.get(key) ?? 0) + 1);
    };
    for (let seed = 1; seed <= filled; seed++) {
      await add(`track-${seed}`, seed);
      note(seed);
    }
    let records: Units = { read: 0, write: 0 };
    let offByAtMost = 0;
    for (let seed = filled + 1; seed <= filled + inserts; seed++) {
      const charged = await metered(() => add(`track-${seed}`, seed));
      const computed = indexUnits(recording(seed).words, (key) => under.get(key) ?? 0);
      const off =
        Math.abs(charged.index.read - computed.read) + Math.abs(charged.index.write - computed.write);
      offByAtMost = Math.max(offByAtMost, off);
      records = {
        read: records.read + charged.records.read / inserts,
        write: records.write + charged.records.write / inserts,
      };
      note(seed);
    }
    const check = sum(await metered(() => add('asked', 1, false)));
    const firstJoin = sum(await metered(() => add('second', 1)));
    const laterJoin = sum(await metered(() => add('third', 1)));
    const { acrId } = await add('third', 1);
    const deleted = sum(await metered(() => deleteDedupFiles(deployment, caller, bucketId, [acrId ?? ''])));
    const withdrawn = sum(await metered(() => announceAndWithdraw()));
    return { records, inserts, offByAtMost, firstJoin, laterJoin, check, withdrawn, deleted };

    async function announceAndWithdraw(): Promise<void> {
      const now = deployment.now();
      const entry = newEntry(bucketId, now);
      const fingerprint = recording(filled + inserts + 1);
      await region.entries.announce(entry, todoOf(entry, now));
      await region.fingerprints.put(entry.acrId, fingerprint);
      await region.index.add(scopeOf(bucketId), postingsOf(entry.acrId, fingerprint.words));
      await withdraw(region, entry);
    }
  } finally {
    await stop();
  }
}

const todoOf = ({ bucketId, acrId, todo }: Entry, now: Date) => ({
  ...todoAt(now, { kind: 'erase-entry', bucketId, acrId }),
  id: todo,
});

function newEntry(bucketId: number, now: Date): Entry {
  const acrId = newAcrId();
  const { id: todo } = todoAt(now, { kind: 'erase-entry', bucketId, acrId });
  const times = { deadline: now, createdAt: now, updatedAt: now };
  return { acrId, bucketId, uid: caller.uid, state: 'pending', ...times, count: 1, group: null, todo };
}
