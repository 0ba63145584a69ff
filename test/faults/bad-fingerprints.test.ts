import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_WORDS } from '#core/text/packed.ts';
import { createBucket } from '#domain/buckets/buckets.ts';
import { addDedupFile } from '#domain/dedup/adding.ts';
import type { Deployment } from '#domain/ports/deployment.ts';
import { musicLike } from '../../bench/index/music-like.ts';
import { caller, startDeployment } from '../aws/store-region.ts';
import { randomNumbers } from '../sound/random.ts';
import { through } from './process.ts';

let deployment: Deployment;
let stop: () => Promise<void>;
let bucketId: number;

const ENTRIES = 25;
const add = (trackId: string, words: Uint32Array) =>
  addDedupFile(deployment, caller, bucketId, {
    trackId,
    fingerprint: { words, duration: words.length * 0.1238 },
    keep: true,
  });
const entry = (seed: number) => musicLike(seed, 400);
const noise = (seed: number, length: number) => {
  const random = randomNumbers(seed);
  return Uint32Array.from({ length }, () => random() * 2 ** 32);
};

beforeAll(async () => {
  ({ deployment, stop } = await startDeployment());
  const kind = { type: 'DedupFile', netType: 1, labels: [], metadataTemplate: null } as const;
  ({ id: bucketId } = await createBucket(deployment, caller, { ...kind, name: 'bad', region: 'eu-west-1' }));
  for (let seed = 1; seed <= ENTRIES; seed++) await add(`entry-${seed}`, entry(seed));
});
afterAll(() => stop());

/** Keys asked for and writes begun: the work for everyone, whatever the clock says. */
async function counted(work: () => Promise<unknown>): Promise<{ keys: number; writes: number }> {
  const count = { keys: 0, writes: 0 };
  await through(async (command, send) => {
    const { input } = command as unknown as { input: { RequestItems?: Record<string, { Keys: unknown[] }> } };
    for (const { Keys } of Object.values(input.RequestItems ?? {})) count.keys += Keys.length;
    if (/^(Put|Update|Delete|Transact)/.test(command.constructor.name)) count.writes++;
    return send();
  }, work);
  return count;
}

/** What an insert of ordinary music may take: two looks of 240 keys, some candidates; 100 postings and the rest. */
const MOST = { keys: 2 * 240 + 40, writes: 100 + 8 };

describe.each<[string, Uint32Array]>([
  ['one word', noise(1, 1)],
  ['one repeated word', new Uint32Array(2000).fill(0x12345678)],
  ['zeros', new Uint32Array(2000)],
  ['ones', new Uint32Array(2000).fill(0xffffffff)],
  ['random words', noise(2, 2000)],
  ['a few words over and over', Uint32Array.from({ length: 2000 }, (_, i) => noise(3, 7)[i % 7] ?? 0)],
  ['24 hours of random words', noise(4, MAX_WORDS)],
  ['24 hours of one entry over and over', repeated(entry(1), MAX_WORDS)],
  ['24 hours of silence', new Uint32Array(MAX_WORDS).fill(627964279)],
])('%s', (name, words) => {
  it('match nothing but their equal, for no more work than music', { timeout: 120_000 }, async () => {
    const work = await counted(async () => {
      expect(await add(name, words)).toMatchObject({ tracks: [], inserted: true });
    });
    expect(work.keys).toBeLessThanOrEqual(MOST.keys);
    expect(work.writes).toBeLessThanOrEqual(MOST.writes);
    expect(await add(`${name} again`, words)).toMatchObject({ tracks: [name], inserted: false });
    expect(await add('entry-2', entry(2))).toMatchObject({ tracks: ['entry-2'], inserted: false });
  });
});

function repeated(words: Uint32Array, length: number): Uint32Array {
  return Uint32Array.from({ length }, (_, i) => words[i % words.length] ?? 0);
}

it('an intro that very many share fills no item: the rest of each recording finds it', async () => {
  const intro = entry(100).subarray(0, 80);
  const withIntro = (seed: number) => Uint32Array.from([...intro, ...musicLike(seed, 320)]);
  const postings = Array.from({ length: 1100 }, (_, i) => i.toString(16).padStart(32, '0'));
  const { indexKeys } = await import('#core/sketch/sketch.ts');
  const shared = indexKeys(intro).map(({ key, position }) => ({ key, position }));
  for (let at = 0; at < postings.length; at += 50) {
    const some = postings
      .slice(at, at + 50)
      .flatMap((id) => shared.slice(0, 2).map((one) => ({ ...one, id })));
    await deployment.here.index.add(String(bucketId), some);
  }
  const keys = shared.slice(0, 2).map(({ key }) => key);
  const full = await deployment.here.index.look(String(bucketId), keys, true);
  expect(full).toHaveLength(2000);
  expect(await add('intro-1', withIntro(101))).toMatchObject({ inserted: true });
  expect(await add('intro-2', withIntro(102))).toMatchObject({ inserted: true });
  expect(await add('intro-1 again', withIntro(101))).toMatchObject({ tracks: ['intro-1'] });
});
