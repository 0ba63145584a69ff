import { describe, expect, it } from 'vitest';
import { randomNumbers } from '../sound/random.ts';
import { type FileEvent, type FileScenario, simulateFiles } from './cluster-simulation.ts';
import type { PlantedInClusters } from './memory-clusters.ts';
import { randomChoice } from './random-choice.ts';

/** `SEED=123` runs that one history again; `HISTORIES=10000` as many as that. */
const only = process.env['SEED'];
const HISTORIES = Number(process.env['HISTORIES'] ?? 25);
/** A planted bug must show within so many histories behind the first that was seen to show it. */
const BETRAYED = 400;

/** Two to four clients whose files come, one to three each, and go again: of one song, cut so that it chains. */
function randomScenario(random: () => number, planted?: PlantedInClusters): FileScenario {
  let files = 0;
  const event = (): FileEvent => {
    if (files > 0 && random() < 0.25) return { kind: 'go', name: '', nth: 1 + Math.floor(random() * files) };
    const name = `${random() < 0.85 ? 'A' : 'B'} ${[0, 0, 70, 140][Math.floor(random() * 4)]}`;
    return { kind: 'come', name, nth: ++files };
  };
  const many = <T>(least: number, most: number, make: () => T): T[] =>
    Array.from({ length: least + Math.floor(random() * (most - least + 1)) }, make);
  return {
    clients: many(2, 4, () => many(1, 3, event)),
    limits: { crashes: random() < 0.3 ? 1 : 0, ticks: random() < 0.2 ? 1 : 0 },
    planted,
    idSeed: Math.floor(random() * 1024),
  };
}

const history = (seed: number, planted?: PlantedInClusters) => {
  const random = randomNumbers(seed);
  return simulateFiles(randomScenario(random, planted), randomChoice(random));
};

describe('files of one recording that come and go at once', () => {
  it('are stars in the end, whoever died where', async () => {
    const seeds = only === undefined ? Array.from({ length: HISTORIES }, (_, i) => i + 1) : [Number(only)];
    for (const seed of seeds) expect(await history(seed), `SEED=${seed}`).toEqual([]);
    expect(seeds.length).toBeGreaterThan(0);
  });

  it.each<[PlantedInClusters, number]>([
    ['no second look', 1],
    ['places are not held', 6],
    ['clusters are not held', 118],
  ])('betray a planted bug: %s', async (planted, first) => {
    for (let seed = first; seed < first + BETRAYED; seed++) {
      const wrong = await history(seed, planted).catch((error: Error) => [error.message]);
      if (wrong.length > 0) return;
    }
    expect.fail(`${BETRAYED} histories did not show it`);
  });
});
