import { describe, expect, it } from 'vitest';
import { randomNumbers } from '../sound/random.ts';
import type { Planted } from './contents.ts';
import { isLinearizable } from './linearizable.ts';
import { randomChoice } from './random-choice.ts';
import { type Ask, type Outcome, type Scenario, simulate } from './simulation.ts';

/** `SEED=123` runs that one history again; `HISTORIES=100000` as many as that. */
const only = process.env['SEED'];
const HISTORIES = Number(process.env['HISTORIES'] ?? 3000);

const pick = <T>(random: () => number, list: readonly [T, ...T[]]): T =>
  list[Math.floor(random() * list.length)] ?? list[0];

/** Two to four clients with one to three requests each, over two recordings and three track ids. */
function randomScenario(random: () => number, planted?: Planted): Scenario {
  const ask = (): Ask => {
    const dice = random();
    const track = pick(random, ['t1', 't2', 't3', 't4']);
    const recording = pick(random, ['A', 'A', 'B']);
    if (dice < 0.6) return () => ({ kind: 'add', track, recording, keep: true });
    if (dice < 0.75) return () => ({ kind: 'add', track, recording, keep: false });
    if (dice < 0.85) return () => ({ kind: 'group', track });
    return (history) => {
      const acrId = history.lastTold();
      return acrId === undefined ? undefined : { kind: 'delete', acrId };
    };
  };
  const many = <T>(least: number, most: number, make: () => T): T[] =>
    Array.from({ length: least + Math.floor(random() * (most - least + 1)) }, make);
  const before = random() < 0.4 ? [{ kind: 'add', track: 't0', recording: 'A', keep: true } as const] : [];
  return {
    before,
    clients: many(2, 4, () => many(1, 3, ask)),
    limits: { crashes: random() < 0.3 ? 1 + Math.floor(random() * 2) : 0, ticks: random() < 0.2 ? 1 : 0 },
    options: { parts: 2, planted, lag: (most) => (random() < 0.3 ? Math.floor(random() * (most + 1)) : 0) },
    idSeed: Math.floor(random() * 1024),
  };
}

async function history(seed: number, planted?: Planted): Promise<Outcome> {
  const random = randomNumbers(seed);
  return simulate(randomScenario(random, planted), randomChoice(random));
}

const isSound = ({ calls, leftovers }: Outcome) => leftovers.length === 0 && isLinearizable(calls);

describe('random histories', () => {
  it('are each equivalent to some one-at-a-time order, and leave nothing behind', async () => {
    const seeds = only === undefined ? Array.from({ length: HISTORIES }, (_, i) => i + 1) : [Number(only)];
    for (const seed of seeds) {
      const outcome = await history(seed);
      if (!isSound(outcome)) expect.fail(`SEED=${seed} ${JSON.stringify(outcome, null, 1)}`);
    }
    expect(seeds.length).toBeGreaterThan(0);
  });

  it.each<Planted>([
    'no second look',
    'smaller goes on',
    'no pending condition',
    'blind join',
  ])('betray a planted bug: %s', async (planted) => {
    for (let seed = 1; seed <= HISTORIES; seed++) {
      if (!isSound(await history(seed, planted))) return;
    }
    expect.fail(`${HISTORIES} histories did not show it`);
  });
});
