import { Busy } from '#domain/errors.ts';
import { newAcrId } from '#domain/ids.ts';
import { holding, leaseFrom } from '#domain/lease.ts';
import type { Recording } from '#domain/ports/audio.ts';
import type { Region } from '#domain/ports/deployment.ts';
import type { Entry, Track } from '#domain/ports/entry.ts';
import type { Posting } from '#domain/ports/fingerprints.ts';
import { type Todo, todoAt } from '#domain/ports/todo.ts';
import { refuseWhenPressed } from '#domain/shedding.ts';
import { isSame, look, postingsOf, scopeOf } from './look.ts';
import { outlasts } from './outlasting.ts';

/** Long after its request is dead, what a crashed writer left is erased. */
const ERASE_AFTER = 10 * 60_000;

/** A recording to be entered. */
export interface Newcomer {
  readonly bucketId: number;
  readonly uid: number;
  readonly trackId: string;
  readonly fingerprint: Recording;
  /** Told of the acr_id before anything is written under it. */
  readonly announced?: (acrId: string) => Promise<void>;
  /** Throws when there is no time to wait for others any more. */
  readonly refuseLate?: () => void;
}

/**
 * Announce, look, wound-wait. The entry and its postings are written as `pending` before the look, so of two
 * writers of one recording at least one sees the other, and the smaller id decides: the larger is aborted, the
 * smaller is waited for. Nothing is serialised per bucket, and a crashed writer blocks others only until its
 * lease, which it renewed while it lived, is over. The answer is the committed entry; `superseded` when another writer's came first (look again); or
 * `bucket gone`.
 */
export async function insert(
  region: Region,
  newcomer: Newcomer,
  now: () => Date,
): Promise<Entry | 'superseded' | 'bucket gone'> {
  refuseWhenPressed(region);
  const { entry, todo } = pendingEntry(newcomer, now());
  await newcomer.announced?.(entry.acrId);
  await region.entries.announce(entry, todo);
  const renew = () => region.entries.prolong(entry, leaseFrom(now()));
  try {
    const result = await holding(renew, async () => {
      await region.fingerprints.put(entry.acrId, newcomer.fingerprint);
      const postings = postingsOf(entry.acrId, newcomer.fingerprint.words);
      const told = await region.index.add(scopeOf(entry.bucketId), postings);
      return contend(region, entry, newcomer, told, now);
    });
    if (result === 'committed') return { ...entry, state: 'committed' };
    await withdraw(region, entry);
    return result;
  } catch (error) {
    // The todo erases it too, but a withdrawn entry holds no one up. The first error is the one to tell. A store that
    // throttles is not asked for a hundred writes more, and who has no time left does none: others wait until the lease is over.
    if (!(error instanceof Busy)) await withdraw(region, entry).catch(() => {});
    throw error;
  }
}

function pendingEntry({ bucketId, uid }: Newcomer, now: Date): { entry: Entry; todo: Todo } {
  const acrId = newAcrId();
  const due = new Date(now.getTime() + ERASE_AFTER);
  const todo = todoAt(due, { kind: 'erase-entry', bucketId, acrId });
  const entry: Entry = {
    acrId,
    bucketId,
    uid,
    state: 'pending',
    deadline: leaseFrom(now),
    createdAt: now,
    updatedAt: now,
    count: 1,
    group: null,
    todo: todo.id,
  };
  return { entry, todo };
}

async function contend(
  region: Region,
  entry: Entry,
  { trackId, fingerprint, refuseLate }: Newcomer,
  told: readonly Posting[],
  now: () => Date,
): Promise<'committed' | 'superseded' | 'bucket gone'> {
  const how = { consistent: false, again: true, except: entry.acrId, told };
  const rivals = (await look(region, entry.bucketId, fingerprint, how)).filter(isSame);
  if (rivals.some((rival) => rival.entry.state === 'committed')) return 'superseded';
  const contest = {
    isBefore: (a: Entry, b: Entry) => a.acrId < b.acrId,
    again: async ({ acrId }: Entry) => {
      refuseLate?.();
      return (await region.entries.get(entry.bucketId, [acrId]))[0];
    },
    abort: (rival: Entry) => region.entries.abort(rival, entry),
  };
  for (const rival of rivals) {
    if (!(await outlasts(contest, entry, rival.entry, now))) return 'superseded';
  }
  const itself: Track = { trackId, similarity: 1, offset: 0, overlap: fingerprint.duration, speed: 1 };
  const result = await region.entries.commit(entry, itself, now());
  return result === 'committed' || result === 'bucket gone' ? result : 'superseded';
}

/** Takes an uncommitted entry back; one that was committed after all stays. */
export async function withdraw(region: Region, entry: Entry): Promise<void> {
  if ((await region.entries.abort(entry)) === 'committed') return;
  await eraseEntry(region, entry.bucketId, entry.acrId);
  await region.todos.done(entry.todo);
}

/** Removes what an entry that was aborted or deleted has left. Its keys follow from its fingerprint, so that goes last. */
export async function eraseEntry(region: Region, bucketId: number, acrId: string): Promise<void> {
  const fingerprint = (await region.fingerprints.get([acrId])).get(acrId);
  if (fingerprint) await region.index.remove(scopeOf(bucketId), postingsOf(acrId, fingerprint.words));
  await region.entries.erase(bucketId, acrId);
  await region.fingerprints.remove(acrId);
}
