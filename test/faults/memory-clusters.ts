import { newAcrId } from '#domain/ids.ts';
import type { Cluster, ClusterMember, ClusterStore, Mover, Place } from '#domain/ports/cluster.ts';
import type { File } from '#domain/ports/file.ts';
import { todoAt } from '#domain/ports/todo.ts';
import type { Contents } from './contents.ts';
import type { Scheduler } from './scheduler.ts';

/** What the stars must not leave out; each one left out is a planted bug. */
export type PlantedInClusters = 'no second look' | 'places are not held' | 'clusters are not held';

/** Files, where they stand, and clusters with their members. */
export interface ClusterContents {
  readonly files: Map<string, File>;
  readonly places: Map<string, Place>;
  readonly clusters: Map<string, { head: Cluster; members: Map<string, ClusterMember> }>;
}

export const noClusters = (): ClusterContents => ({
  files: new Map(),
  places: new Map(),
  clusters: new Map(),
});

const isAsRead = (now: Place | undefined, was: Place | undefined) =>
  (now?.cluster ?? null) === (was?.cluster ?? null) &&
  now?.claim?.by === was?.claim?.by &&
  now?.claim?.state === was?.claim?.state &&
  (now === undefined) === (was === undefined);

/** Clusters in memory, transaction for transaction as src/aws/duplicates writes them. */
export function memoryClusters(
  scheduler: Scheduler,
  { todos }: Pick<Contents, 'todos'>,
  has: ClusterContents,
  planted?: PlantedInClusters,
): ClusterStore & { depart(acrId: string): Promise<string | null> } {
  let stamps = 0;
  const write = <T>(label: string, work: () => T) =>
    scheduler.act(label, () => {
      scheduler.writes++;
      return work();
    });
  const stands = (movers: readonly Mover[]) =>
    movers.every(
      ({ member, was, file }) =>
        (!file || has.files.get(member.acrId)?.state === file.state) &&
        (planted === 'places are not held' || isAsRead(has.places.get(member.acrId), was)),
    );
  const enter = (id: string, { member, was }: Mover, place: Omit<Place, 'acrId'>) => {
    if (was?.cluster) has.clusters.get(was.cluster)?.members.delete(member.acrId);
    has.places.set(member.acrId, { acrId: member.acrId, ...place });
    has.clusters.get(id)?.members.set(member.acrId, member);
  };
  const todoFor = (uid: number, cluster: string) => {
    const todo = todoAt(new Date(scheduler.clock), { kind: 'mend-cluster', uid, cluster });
    todos.set(todo.id, todo);
    return todo.id;
  };
  /** The head as it becomes, if it is as it was read; undefined: it goes. */
  const changed = ({ id, stamp }: Cluster, after: (head: Cluster) => Cluster | undefined): boolean => {
    const stored = has.clusters.get(id);
    if (!stored || (planted !== 'clusters are not held' && stored.head.stamp !== stamp)) return false;
    const head = after(stored.head);
    if (head) stored.head = { ...head, stamp: String(++stamps) };
    else has.clusters.delete(id);
    return true;
  };
  const parted = (head: Cluster): Cluster => ({
    ...head,
    ...{ state: 'parted', centre: null, keep: null, count: 0, todo: todoFor(head.uid, head.id) },
  });
  const done = ({ todo }: Cluster) => todo !== null && todos.delete(todo);

  return {
    find: (acrIds) =>
      scheduler.act(
        'places',
        () =>
          new Map(
            acrIds.flatMap((acrId) => has.places.get(acrId) ?? []).map((place) => [place.acrId, place]),
          ),
      ),
    get: (_uid, ids) =>
      scheduler.act('clusters', () => [...new Set(ids)].flatMap((id) => has.clusters.get(id)?.head ?? [])),
    members: (_uid, id) =>
      scheduler.act('members of a cluster', () => [...(has.clusters.get(id)?.members.values() ?? [])]),

    claim: (mover, claim) =>
      write('claim', () => {
        if (!stands([mover])) return false;
        const { acrId } = mover.member;
        const { cluster = null, isIndexed = false } = mover.was ?? {};
        has.places.set(acrId, { acrId, cluster, isIndexed, claim });
        return true;
      }),

    abort: (acrId) =>
      write('abort a claim', () => {
        const place = has.places.get(acrId);
        if (!place) return 'gone';
        if (!place.claim || place.claim.state === 'leaving') return 'committed';
        has.places.set(acrId, { ...place, claim: { ...place.claim, state: 'aborted' } });
        return 'aborted';
      }),

    async found(uid, mover) {
      const id = newAcrId();
      return write('found', () => {
        if (!stands([mover])) return false;
        const { acrId, ...worth } = mover.member;
        const head: Cluster = {
          ...{ id, uid, state: 'standing', centre: acrId, count: 1, todo: null, stamp: String(++stamps) },
          keep: { acrId, ...worth },
        };
        has.clusters.set(id, { head, members: new Map() });
        enter(id, mover, { cluster: id, claim: null, isIndexed: true });
        return true;
      });
    },

    join: (cluster, movers, { claim, isToMend }) =>
      write('join a cluster', () => {
        if (has.clusters.get(cluster.id)?.head.stamp !== cluster.stamp && planted !== 'clusters are not held')
          return 'cluster changed';
        if (!stands(movers)) return 'mover changed';
        const { uid, id } = cluster;
        const isJoined = changed(cluster, (head) => ({
          ...head,
          count: head.count + movers.length,
          ...(isToMend && { todo: todoFor(uid, id) }),
        }));
        if (!isJoined) return 'cluster changed';
        for (const mover of movers) enter(id, mover, { cluster: id, claim, isIndexed: false });
        return 'joined';
      }),

    release: (acrId, { by }) =>
      write('release', () => {
        const place = has.places.get(acrId);
        if (place?.claim?.by === by && place.claim.state === 'leaving')
          has.places.set(acrId, { ...place, claim: null, isIndexed: false });
      }),

    part: (cluster) => write('part', () => changed(cluster, parted)),

    renew: (cluster, centre) =>
      write('renew', () =>
        changed(cluster, (head) => ({ ...head, state: 'standing', centre: centre.acrId, keep: centre })),
      ),

    drop: ({ id }, acrId, place) =>
      write('drop', () => {
        const isHere = place?.cluster === id;
        if (isHere && !isAsRead(has.places.get(acrId), place)) return;
        has.clusters.get(id)?.members.delete(acrId);
        if (isHere) has.places.delete(acrId);
      }),

    settle: (cluster) =>
      write('settle', () =>
        changed(cluster, (head) => {
          done(cluster);
          return head.state === 'parted' ? undefined : { ...head, todo: null };
        }),
      ),

    keep: (cluster, best, unlike) =>
      write('keep', () =>
        changed(cluster, (head) => {
          done(cluster);
          const members = has.clusters.get(head.id)?.members;
          for (const acrId of unlike) {
            const member = members?.get(acrId);
            if (member) members?.set(acrId, { ...member, unlike: best.acrId });
          }
          return { ...head, keep: best, todo: null };
        }),
      ),

    /** The record of a file goes, and it leaves its cluster, in one transaction; tells which. */
    depart: (acrId) =>
      write('depart', () => {
        const id = has.places.get(acrId)?.cluster ?? null;
        has.files.delete(acrId);
        has.places.delete(acrId);
        const stored = id === null ? undefined : has.clusters.get(id);
        stored?.members.delete(acrId);
        if (!stored || id === null || stored.head.state === 'parted') return id;
        const { head } = stored;
        if (head.centre === acrId && head.count === 1) has.clusters.delete(id);
        else if (head.centre === acrId) changed(head, parted);
        else
          changed(head, () => ({
            ...{ ...head, count: head.count - 1 },
            ...(head.keep?.acrId === acrId && {
              keep: stored.members.get(head.centre ?? '') ?? null,
              todo: todoFor(head.uid, id),
            }),
          }));
        return id;
      }),
  };
}
