import { describe, expect, it } from 'vitest';
import type { Planted } from './contents.ts';
import { isLinearizable, type Request } from './linearizable.ts';
import { searchAll } from './search.ts';
import { type Ask, type Scenario, simulate } from './simulation.ts';

const add = (track: string): Request => ({ kind: 'add', track, recording: 'A', keep: true });
const enter = (track: string): Request => ({ kind: 'enter', track, recording: 'A' });
const check: Request = { kind: 'add', track: 'c', recording: 'A', keep: false };
const deleteKnown: Ask = (history) => {
  const acrId = history.lastTold();
  return acrId === undefined ? undefined : { kind: 'delete', acrId };
};

/** What is announced is found by its postings, which come later; what is erased, by the entry, which went before. */
const unnoticed = new Set([
  'announce',
  'put fingerprint',
  'done',
  'remove fingerprint',
  'erase member',
  'erase entry',
]);

/** Of an insert alone nobody notices either when it reads what does not change, and when an aborted one is erased. */
const hardlyNoticed = new Set([...unnoticed, 'fingerprints', 'owner', 'members', 'unpost']);

/** Clients with one request each, none of which ends before another begins. */
function scenario(
  clients: readonly (Request | Ask)[],
  { before = [], crashes = 0, ticks = 0, parts = 1, coarse = false }: Partial<Options> = {},
  planted?: Planted,
): Scenario {
  return {
    before,
    clients: clients.map((ask) => [typeof ask === 'function' ? ask : () => ask]),
    limits: { crashes, ticks, unnoticed: coarse ? hardlyNoticed : unnoticed },
    options: { parts, planted },
    idSeed: 1,
  };
}

interface Options {
  readonly before: readonly Request[];
  readonly crashes: number;
  readonly ticks: number;
  readonly parts: number;
  readonly coarse: boolean;
}

class Violation extends Error {}

async function search(wanted: Scenario) {
  return searchAll(async (choose) => {
    const { calls, leftovers } = await simulate(wanted, choose);
    if (leftovers.length > 0 || !isLinearizable(calls)) {
      throw new Violation(JSON.stringify({ leftovers, calls }, null, 1));
    }
  });
}

describe('every interleaving', () => {
  it.each<[string, Scenario]>([
    ['two writers', scenario([enter('a'), enter('b')], { crashes: 2, ticks: 1 })],
    [
      'two writers whose postings come in parts',
      scenario([enter('a'), enter('b')], { parts: 2, crashes: 1 }),
    ],
    ['three writers', scenario([enter('a'), enter('b'), enter('c')], { coarse: true })],
    ['a request sent twice', scenario([add('a'), add('a')])],
    ['a joining track and a delete', scenario([add('b'), deleteKnown], { before: [add('a')], crashes: 1 })],
    ['two deletes', scenario([deleteKnown, deleteKnown], { before: [add('a'), add('b')], crashes: 2 })],
    ['two joining tracks and a check', scenario([add('b'), add('c'), check], { before: [add('a')] })],
    ['a writer, a delete and a check', scenario([add('b'), deleteKnown, check], { before: [add('a')] })],
  ])('of %s has a one-at-a-time order and leaves nothing', { timeout: 300_000 }, async (_, wanted) => {
    const { situations } = await search(wanted);
    expect(situations).toBeGreaterThan(100);
  });

  it.each<[Planted, Scenario]>([
    ['no second look', scenario([enter('a'), enter('b')], {}, 'no second look')],
    ['smaller goes on', scenario([enter('a'), enter('b')], {}, 'smaller goes on')],
    ['no pending condition', scenario([enter('a'), enter('b')], {}, 'no pending condition')],
    ['blind join', scenario([add('b'), add('c')], { before: [add('a'), add('z')] }, 'blind join')],
  ])('betrays a planted bug: %s', async (_, wanted) => {
    await expect(search(wanted)).rejects.toThrow(Violation);
  });
});
