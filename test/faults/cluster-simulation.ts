import { vi } from 'vitest';
import { compare } from '#core/match/decide.ts';
import { postingsOf } from '#domain/dedup/look.ts';
import { enter, filesScope, memberOf } from '#domain/duplicates/clustering.ts';
import { mendCluster } from '#domain/duplicates/mending.ts';
import type { Recording } from '#domain/ports/audio.ts';
import type { Region } from '#domain/ports/deployment.ts';
import type { File } from '#domain/ports/file.ts';
import { absent } from './absent.ts';
import { bucket, fingerprintNamed } from './bucket-under-test.ts';
import { emptyContents } from './contents.ts';
import { memoryClusters, noClusters, type PlantedInClusters } from './memory-clusters.ts';
import { memoryRegion } from './memory-region.ts';
import { type Choose, type Limits, type Option, Scheduler } from './scheduler.ts';

/** A file that comes and is heard as `song 70`, the recording from its 70th word on; or one of those that goes. */
export type FileEvent = { readonly kind: 'come' | 'go'; readonly name: string; readonly nth: number };

export interface FileScenario {
  readonly clients: readonly (readonly FileEvent[])[];
  readonly limits: Limits;
  readonly planted?: PlantedInClusters | undefined;
  readonly idSeed: number;
}

const UID = 7;
const LENGTH = 260;
const HOUR = 3_600_000;
const idle: Option = { kind: 'tick', task: -1, label: 'nothing to do' };

function recordingOf(name: string): Recording {
  const [song = '', from = '0'] = name.split(' ');
  const words = fingerprintNamed(song, 2 * LENGTH).words.slice(Number(from), Number(from) + LENGTH);
  return { words, duration: LENGTH * 0.1238 };
}

const fileOf = ({ name, nth }: FileEvent): File => ({
  ...{ id: nth, acrId: String(nth).padStart(32, '0'), uid: UID, bucketId: bucket.id, state: 0, title: name },
  ...{ fileName: null, audioId: null, duration: 0, userDefined: {}, dataType: 'audio', size: 1, md5: null },
  ...{
    audio: null,
    error: null,
    createdAt: new Date(nth),
    updatedAt: new Date(nth),
    todo: '',
    request: null,
  },
  ...{ object: `audio/${nth}`, announcedSize: null, version: 1, counted: 1 },
});

/** One run of the code that clusters files, then what the queue and the sweeper do again; what is wrong after it. */
export async function simulateFiles(scenario: FileScenario, choose: Choose): Promise<string[]> {
  const [has, stored] = [emptyContents(), noClusters()];
  const unseen = () => undefined;
  const scheduler = new Scheduler(choose, scenario.limits, unseen);
  const inOrder = new Scheduler(([first]) => first ?? idle, { crashes: 0, ticks: 0 }, unseen, 9);
  const names = new Map<string, string>();
  const gone = new Set<string>();

  const worldOn = (turns: Scheduler) => {
    const clusters = memoryClusters(turns, has, stored, scenario.planted);
    const files: Region['files'] = {
      ...absent<Region['files']>('files'),
      byAcrId: (acrId) => turns.act('file', () => stored.files.get(acrId)),
      byAcrIds: (acrIds) =>
        turns.act('files', () => acrIds.flatMap((acrId) => stored.files.get(acrId) ?? [])),
    };
    const region = memoryRegion(turns, has, { bucket, parts: 1 }, { files, clusters });
    const now = () => new Date(turns.clock);
    const settle = async (file: File) => {
      const recording = recordingOf(names.get(file.acrId) ?? '');
      await region.fingerprints.put(file.acrId, recording);
      const member = memberOf(file, { duration: recording.duration, size: 1, audio: null });
      if (!(await enter(blind(region, scenario.planted), { uid: UID, member, recording, file }, now))) return;
      await turns.act('ready', () => {
        if (stored.files.has(file.acrId)) stored.files.set(file.acrId, { ...file, state: 1, duration: 1 });
      });
    };
    const erase = (acrId: string) => {
      const { words } = recordingOf(names.get(acrId) ?? '');
      return region.index.remove(filesScope(UID), postingsOf(acrId, words));
    };
    const mend = (id: string) => mendCluster(region, UID, id, now);
    const come = async (event: FileEvent) => {
      const file = fileOf(event);
      names.set(file.acrId, event.name);
      await turns.act('record', () => void stored.files.set(file.acrId, file));
      await settle(file);
    };
    const go = async ({ acrId }: File) => {
      if (!stored.files.has(acrId)) return;
      gone.add(acrId);
      const id = await clusters.depart(acrId);
      await erase(acrId);
      if (id !== null) await mend(id);
    };
    return { settle, erase, mend, come, go };
  };

  const during = async (turns: Scheduler, tasks: readonly (() => Promise<void>)[]) => {
    vi.stubGlobal('setTimeout', (wake: () => void) => void turns.pause().then(wake));
    vi.spyOn(crypto, 'randomUUID').mockImplementation(
      () => turns.identifier(scenario.idSeed) as ReturnType<typeof crypto.randomUUID>,
    );
    try {
      await turns.run(tasks);
    } finally {
      vi.unstubAllGlobals();
      vi.restoreAllMocks();
    }
  };

  const world = worldOn(scheduler);
  const play = (events: readonly FileEvent[]) => async () => {
    for (const event of events) await (event.kind === 'come' ? world.come(event) : world.go(fileOf(event)));
  };
  await during(scheduler, scenario.clients.map(play));
  inOrder.clock = scheduler.clock + HOUR;
  const later = worldOn(inOrder);
  const again = async () => {
    for (const file of stored.files.values()) if (file.state === 0) await later.settle(file);
    for (const acrId of gone) await later.erase(acrId);
    for (const { task } of [...has.todos.values()])
      if (task.kind === 'mend-cluster') await later.mend(task.cluster);
  };
  await during(inOrder, [again]);
  return wrongIn(stored, has.postings);
}

/** The region to a process that does not look a second time. */
function blind(region: Region, planted: PlantedInClusters | undefined): Region {
  if (planted !== 'no second look') return region;
  const look: Region['index']['look'] = async (scope, keys, consistent) =>
    consistent ? [] : region.index.look(scope, keys, consistent);
  return { ...region, index: { ...region.index, look } };
}

/** Every file stands in one star, of whose centre it is a duplicate; no two centres are; these alone are in the index. */
function wrongIn({ files, places, clusters }: ReturnType<typeof noClusters>, postings: ReadonlySet<string>) {
  const wrong: string[] = [];
  const same = (a: string, b: string) =>
    compare(recordingOf(files.get(a)?.title ?? '').words, recordingOf(files.get(b)?.title ?? '').words)
      .duplicate;
  const centres: string[] = [];
  for (const [id, { head, members }] of clusters) {
    const { centre, state, count } = head;
    if (state !== 'standing' || centre === null || !members.has(centre))
      wrong.push(`cluster ${id} is ${state}`);
    else centres.push(centre);
    if (members.size !== count) wrong.push(`cluster ${id} counts ${count} of ${members.size}`);
    for (const acrId of members.keys()) {
      if (places.get(acrId)?.cluster !== id) wrong.push(`${acrId} stands elsewhere`);
      if (centre !== null && acrId !== centre && !same(centre, acrId))
        wrong.push(`${acrId} is none of ${centre}`);
    }
  }
  for (const { acrId } of files.values())
    if (!clusters.get(places.get(acrId)?.cluster ?? '')?.members.has(acrId))
      wrong.push(`${acrId} is in none`);
  for (const acrId of places.keys()) if (!files.has(acrId)) wrong.push(`${acrId} has a place and is gone`);
  for (const [i, centre] of centres.entries())
    for (const other of centres.slice(i + 1)) if (same(centre, other)) wrong.push(`${centre} is ${other}`);
  const posted = new Set([...postings].map((posting) => posting.split(' ')[1] ?? ''));
  for (const acrId of posted) if (!centres.includes(acrId)) wrong.push(`${acrId} is in the index`);
  for (const acrId of centres) if (!posted.has(acrId)) wrong.push(`${acrId} is not in the index`);
  return wrong;
}
