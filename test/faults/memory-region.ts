import type { Region } from '#domain/ports/deployment.ts';
import type { Entry, EntryStore, Track } from '#domain/ports/entry.ts';
import type { FingerprintStore, StoredFingerprint } from '#domain/ports/fingerprints.ts';
import type { TodoStore } from '#domain/ports/todo.ts';
import { absent } from './absent.ts';
import type { Contents, MemoryOptions } from './contents.ts';
import { indexStore } from './memory-index.ts';
import type { Scheduler } from './scheduler.ts';

const noClusters = {
  files: absent<Region['files']>('files'),
  clusters: absent<Region['clusters']>('clusters'),
};

/**
 * A region in memory that does what src/aws does on DynamoDB, transaction for transaction and read for read:
 * what is one call there is one turn here, what is several is several.
 */
export function memoryRegion(
  scheduler: Scheduler,
  has: Contents,
  options: MemoryOptions,
  clusters: Pick<Region, 'clusters' | 'files'> = noClusters,
): Region {
  const unused = {
    moves: absent<Region['moves']>('moves'),
    duplicates: absent<Region['duplicates']>('duplicates'),
    restore: absent<Region['restore']>('restore'),
    recounts: absent<Region['recounts']>('recounts'),
    objects: absent<Region['objects']>('objects'),
    dumps: absent<Region['dumps']>('dumps'),
    keys: absent<Region['keys']>('keys'),
    tokens: absent<Region['tokens']>('tokens'),
  };
  const buckets = { ...absent<Region['buckets']>('buckets'), get: async () => options.bucket };
  return {
    ...unused,
    ...clusters,
    name: options.bucket.region,
    busyFor: () => 0,
    buckets,
    entries: entryStore(scheduler, has, options),
    fingerprints: fingerprintStore(scheduler, has),
    index: indexStore(scheduler, has, options),
    todos: todoStore(scheduler, has),
  };
}

function entryStore(scheduler: Scheduler, has: Contents, { planted }: MemoryOptions): EntryStore {
  const write = <T>(label: string, work: () => T) =>
    scheduler.act(label, () => {
      scheduler.writes++;
      return work();
    });
  /** The entry each task announced last. */
  const own = new Map<number, string>();

  const ownerIn = (trackId: string) => scheduler.act('owner', () => has.tracks.get(trackId) ?? null);
  const standing = (acrId: string | null) => {
    const entry = acrId === null ? undefined : has.entries.get(acrId);
    return entry?.state === 'committed' ? entry : undefined;
  };

  async function ofTrack(_bucketId: number, trackId: string): Promise<Entry | undefined> {
    const owner = await ownerIn(trackId);
    if (owner === null) return undefined;
    return (await scheduler.act('entry of the track', () => standing(owner) ?? null)) ?? undefined;
  }

  /** What must still be so in the transaction: the track id is free, or names the same dead entry. */
  async function claimTrack(trackId: string): Promise<() => boolean> {
    const owner = await ownerIn(trackId);
    const isDead = owner !== null && !(await ofTrack(0, trackId));
    return () => has.tracks.get(trackId) === (isDead ? owner : undefined);
  }

  const addMember = (acrId: string, member: Track) => {
    has.tracks.set(member.trackId, acrId);
    has.members.set(acrId, [...(has.members.get(acrId) ?? []), member]);
  };

  return {
    ofTrack,

    announce: (entry, todo) =>
      write('announce', () => {
        own.set(scheduler.task, entry.acrId);
        has.entries.set(entry.acrId, entry);
        has.todos.set(todo.id, todo);
      }),

    get: (_bucketId, acrIds) =>
      scheduler.act('entries', () => acrIds.flatMap((acrId) => has.entries.get(acrId) ?? [])),

    async commit(entry, member, now) {
      const isFree = await claimTrack(member.trackId);
      return write('commit', () => {
        const current = has.entries.get(entry.acrId);
        if (planted !== 'no pending condition' && current?.state !== 'pending') return 'aborted';
        if (!isFree()) return 'track taken';
        const committed: Entry = { ...entry, state: 'committed', createdAt: now, updatedAt: now };
        has.entries.set(entry.acrId, committed);
        addMember(entry.acrId, member);
        has.todos.delete(entry.todo);
        has.counted++;
        return 'committed';
      });
    },

    prolong: (entry, deadline) =>
      write('prolong', () => {
        const current = has.entries.get(entry.acrId);
        if (current?.state === 'pending') has.entries.set(entry.acrId, { ...current, deadline });
      }),

    abort: (entry, by) =>
      write('abort', () => {
        const mine = own.get(scheduler.task);
        if (planted === 'smaller goes on' && mine !== undefined && mine < entry.acrId) return 'aborted';
        if (by && has.entries.get(by.acrId)?.state !== 'pending') return 'outdone';
        const current = has.entries.get(entry.acrId);
        if (!current) return 'gone';
        if (current.state === 'committed') return 'committed';
        has.entries.set(entry.acrId, { ...current, state: 'aborted' });
        return 'aborted';
      }),

    async join(entry, member, now) {
      const group = entry.group ?? (await write('next group', () => ++has.lastGroup));
      const isFree = await claimTrack(member.trackId);
      return write('join', () => {
        const current = standing(entry.acrId);
        const isAsSeen = planted === 'blind join' || current?.count === entry.count;
        if (!current || current.group !== entry.group || !isAsSeen) return 'changed';
        if (!isFree()) return 'track taken';
        has.entries.set(entry.acrId, { ...current, group, count: current.count + 1, updatedAt: now });
        addMember(entry.acrId, member);
        return 'joined';
      });
    },

    tracks: (acrId, limit) => scheduler.act('members', () => (has.members.get(acrId) ?? []).slice(0, limit)),

    groups: () => scheduler.act('groups', () => ({ entries: [], total: 0 })),

    remove: (entry, todo) =>
      write('remove', () => {
        const current = standing(entry.acrId);
        if (!current || current.group !== entry.group) return false;
        has.entries.delete(entry.acrId);
        has.todos.set(todo.id, todo);
        has.counted--;
        return true;
      }),

    async erase(_bucketId, acrId) {
      for (const { trackId } of await scheduler.act('members', () => has.members.get(acrId) ?? [])) {
        await write('free track', () => {
          if (has.tracks.get(trackId) === acrId) has.tracks.delete(trackId);
        });
        await write('erase member', () => {
          const left = (has.members.get(acrId) ?? []).filter((member) => member.trackId !== trackId);
          if (left.length > 0) has.members.set(acrId, left);
          else has.members.delete(acrId);
        });
      }
      await write('erase entry', () => {
        if (!standing(acrId)) has.entries.delete(acrId);
      });
    },
  };
}

function fingerprintStore(scheduler: Scheduler, has: Contents): FingerprintStore {
  return {
    scopeOf: async () => undefined,
    put: (acrId, fingerprint) =>
      scheduler.act('put fingerprint', () => {
        has.fingerprints.set(acrId, fingerprint);
      }),
    async get(acrIds) {
      const known = new Map<string, StoredFingerprint>();
      await scheduler.act('fingerprints', () => {
        for (const acrId of acrIds) {
          const fingerprint = has.fingerprints.get(acrId);
          if (fingerprint) known.set(acrId, fingerprint);
        }
        return [...known.keys()];
      });
      return known;
    },
    remove: (acrId) =>
      scheduler.act('remove fingerprint', () => {
        has.fingerprints.delete(acrId);
      }),
  };
}

function todoStore(scheduler: Scheduler, has: Contents): TodoStore {
  return {
    async *due(now) {
      const due = [...has.todos.values()].filter(({ id }) => id < now.toISOString());
      yield* due.sort((a, b) => (a.id < b.id ? -1 : 1));
    },
    // Nobody sweeps beside.
    take: async () => true,
    giveBack: async () => {},
    add: async () => {
      throw new Error('an entry has its todo from the start');
    },
    postpone: async () => {
      throw new Error('an entry is never postponed');
    },
    done: (todoId) =>
      scheduler.act('done', () => {
        has.todos.delete(todoId);
      }),
  };
}
