import { expect, test } from 'vitest';
import { tryFile } from './run.ts';
import { seedFiles } from './seeds.ts';

/** Files tried; `npm run fuzz:media` tries others, for as long as it is told. */
const COUNT = 150;
/** Bytes asked of a source: its own several times, and some windows. */
const TIMES = 8;
const WINDOWS = 4 * 1024 ** 2;

test('hostile files are heard or refused, each read a few times at most', async () => {
  const seeds = await seedFiles();
  for (let seed = 1; seed <= COUNT; seed++) {
    const { fault, read, bytes } = await tryFile(seeds, seed);
    expect(fault, `seed ${seed}`).toBeUndefined();
    expect(read, `seed ${seed}`).toBeLessThan(TIMES * bytes + WINDOWS);
  }
});
