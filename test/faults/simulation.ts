import { vi } from 'vitest';
import { postingsOf } from '#domain/dedup/look.ts';
import type { Deployment } from '#domain/ports/deployment.ts';
import type { StoredFingerprint } from '#domain/ports/fingerprints.ts';
import { sweep } from '#domain/sweeping.ts';
import { bucket, fingerprintNamed, History, send } from './bucket-under-test.ts';
import { type Contents, emptyContents, type MemoryOptions } from './contents.ts';
import type { Call, Request } from './linearizable.ts';
import { memoryRegion } from './memory-region.ts';
import { type Choose, type Limits, type Option, Scheduler } from './scheduler.ts';

/** The next request of a client, given what everybody has heard so far. */
export type Ask = (history: History) => Request | undefined;

export interface Scenario {
  /** Before the clients begin, one at a time. */
  readonly before: readonly Request[];
  /** Each client's requests, one after the other. */
  readonly clients: readonly (readonly Ask[])[];
  readonly limits: Limits;
  readonly options: Omit<MemoryOptions, 'bucket'>;
  /** Decides which of two entries has the smaller id. */
  readonly idSeed: number;
}

export interface Outcome {
  readonly calls: readonly Call[];
  /** What is there that no committed entry accounts for. */
  readonly leftovers: readonly string[];
}

/** Few words: as many keys as a long recording has make the same protocol, slower. */
const WORDS = 6;
const known = new Map<string, StoredFingerprint>();
function fingerprintOf(recording: string): StoredFingerprint {
  const fingerprint = known.get(recording) ?? fingerprintNamed(recording, WORDS);
  known.set(recording, fingerprint);
  return fingerprint;
}

const HOUR = 3_600_000;
const none: Limits = { crashes: 0, ticks: 0 };
const idle: Option = { kind: 'tick', task: -1, label: 'nothing to do' };

/** One run of the real domain code in a bucket in memory, then the sweeper, then a look at everything. */
export async function simulate(scenario: Scenario, choose: Choose): Promise<Outcome> {
  const has = emptyContents();
  const picture = () => pictureOf(has);
  const scheduler = new Scheduler(choose, scenario.limits, picture);
  const inOrder = new Scheduler(([first]) => first ?? idle, none, picture, 9);
  const history = new History();
  const deploymentOn = (turns: Scheduler): Deployment => {
    const region = memoryRegion(turns, has, { ...scenario.options, bucket });
    return { here: region, regions: [region], now: () => new Date(turns.clock), tell: () => {} };
  };
  const client = (deployment: Deployment, asks: readonly Ask[]) => async () => {
    for (const ask of asks) {
      const request = ask(history);
      if (request) await history.record(request, () => send(deployment, bucket.id, request, fingerprintOf));
    }
  };
  const during = async (turns: Scheduler, tasks: readonly (() => Promise<void>)[]) => {
    vi.stubGlobal('setTimeout', (wake: () => void) => void turns.pause().then(wake));
    // A lease that is over though its writer lives is among what the clock does.
    vi.stubGlobal('setInterval', () => undefined);
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

  const quiet = deploymentOn(inOrder);
  await during(inOrder, [
    client(
      quiet,
      scenario.before.map((request) => () => request),
    ),
  ]);
  const deployment = deploymentOn(scheduler);
  await during(
    scheduler,
    scenario.clients.map((asks) => client(deployment, asks)),
  );
  inOrder.clock = scheduler.clock + HOUR;
  const failed: unknown[] = [];
  await during(inOrder, [() => sweep(quiet, (_, error) => failed.push(error))]);
  if (failed.length > 0) throw failed[0];
  const tracks = [
    ...new Set(history.all().flatMap(({ request }) => ('track' in request ? request.track : []))),
  ];
  await during(inOrder, [
    client(
      quiet,
      tracks.map((track) => () => ({ kind: 'group', track })),
    ),
  ]);
  return { calls: history.all(), leftovers: leftoversOf(has) };
}

function pictureOf(has: Contents): unknown {
  const entries = [...has.entries.values()].map(({ acrId, state, group, deadline }) => [
    acrId,
    state,
    group,
    deadline,
  ]);
  const rest = [[...has.members], [...has.tracks], [...has.fingerprints.keys()], [...has.postings]];
  return [entries, rest, has.lastGroup].map((part) => (Array.isArray(part) ? part.map(String).sort() : part));
}

function leftoversOf(has: Contents): string[] {
  const committed = [...has.entries.values()].filter(({ state }) => state === 'committed');
  const ids = new Set(committed.map(({ acrId }) => acrId));
  const expected = new Set<string>();
  for (const { acrId } of committed) {
    const words = has.fingerprints.get(acrId)?.words ?? new Uint32Array();
    for (const { key, id, position } of postingsOf(acrId, words)) expected.add(`${key} ${id} ${position}`);
  }
  const stray = (what: string, acrIds: Iterable<string>) =>
    [...acrIds].filter((acrId) => !ids.has(acrId)).map((acrId) => `${what} of ${acrId}`);
  return [
    ...[...has.entries.values()]
      .filter(({ state }) => state !== 'committed')
      .map(({ state }) => `${state} entry`),
    ...stray('fingerprint', has.fingerprints.keys()),
    ...stray('members', has.members.keys()),
    ...stray('track', has.tracks.values()),
    ...committed
      .filter(({ acrId }) => !has.fingerprints.has(acrId))
      .map(() => 'an entry without fingerprint'),
    ...committed
      .filter(({ acrId, count }) => has.members.get(acrId)?.length !== count)
      .map(() => 'a wrong count of members'),
    ...[...has.postings].filter((posting) => !expected.has(posting)).map((posting) => `posting ${posting}`),
    ...[...expected]
      .filter((posting) => !has.postings.has(posting))
      .map((posting) => `no posting ${posting}`),
    ...[...has.todos.values()].map(({ id }) => `todo ${id}`),
    ...(has.counted === committed.length ? [] : [`counted ${has.counted} of ${committed.length}`]),
  ];
}
