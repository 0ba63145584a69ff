import { afterEach, expect, it, vi } from 'vitest';
import { addDedupFile } from '#domain/dedup/adding.ts';
import { Busy } from '#domain/errors.ts';
import type { Deployment } from '#domain/ports/deployment.ts';
import { bucket, fingerprintNamed } from './bucket-under-test.ts';
import { type Contents, emptyContents } from './contents.ts';
import { memoryRegion } from './memory-region.ts';
import { type Option, Scheduler } from './scheduler.ts';

// In simulated time, which passes in pauses alone.

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const caller = { uid: 7, scopes: ['admin'] } as const;
const fingerprint = fingerprintNamed('A', 6);
const SECOND = 1000;

const first = (options: readonly Option[]): Option => options[0] ?? { kind: 'tick', task: -1, label: '' };
/** It dies once its entry is announced and in the index, before it has looked again. */
const diesPosted = (has: Contents, id: string) => (options: readonly Option[]) => {
  const isPosted = [...has.postings].some((posting) => posting.includes(id));
  const isPosting = options.some(({ label }) => label === 'post');
  return (isPosted && !isPosting && options.find(({ kind }) => kind === 'crash')) || first(options);
};

/** A process that works on a bucket from `begun` on, and when it ended. */
async function process(
  has: Contents,
  { begun, name, dies = false, renews }: { begun: number; name: number; dies?: boolean; renews?: true },
): Promise<{ ended: number; heard: unknown }> {
  const turns = new Scheduler(
    dies ? diesPosted(has, `${name}0000000`) : first,
    { crashes: 1, ticks: 0 },
    () => null,
    name,
  );
  turns.clock += begun;
  vi.stubGlobal('setTimeout', (wake: () => void, ms: number) => {
    turns.clock += ms;
    if (renews)
      for (const [id, entry] of has.entries) has.entries.set(id, { ...entry, deadline: soon(turns) });
    queueMicrotask(wake);
  });
  vi.stubGlobal('setInterval', () => undefined);
  // Of the smallest name is the smallest id.
  const id = `${name}0000000-0000-4000-8000-000000000000` as const;
  vi.spyOn(crypto, 'randomUUID').mockReturnValue(id);
  const region = memoryRegion(turns, has, { bucket, parts: 1 });
  const deployment: Deployment = {
    here: region,
    regions: [region],
    now: () => new Date(turns.clock),
    tell: () => {},
  };
  let heard: unknown;
  await turns.run([
    async () => {
      const track = { trackId: `track ${name}`, fingerprint, keep: true };
      heard = await addDedupFile(deployment, caller, bucket.id, track).catch((error: unknown) => error);
    },
  ]);
  return { ended: turns.clock - (start(turns) + begun), heard };
}

const start = (_: Scheduler) => Date.UTC(2026, 0, 1);
const soon = ({ clock }: Scheduler) => new Date(clock + 2 * SECOND);

it('two writers that died ten seconds apart, the second with the smaller id, hold up the next for three seconds at most', async () => {
  const has = emptyContents();
  await process(has, { begun: 0, name: 5, dies: true });
  await process(has, { begun: 10 * SECOND, name: 3, dies: true });
  expect([...has.entries.values()].map(({ state }) => state)).toEqual(['pending', 'pending']);
  const { ended, heard } = await process(has, { begun: 10 * SECOND, name: 7 });
  expect(heard).toMatchObject({ inserted: true });
  expect(ended).toBeLessThanOrEqual(3 * SECOND);
});

it('a writer that lives is waited for, as long as there is time for it', async () => {
  const has = emptyContents();
  await process(has, { begun: 0, name: 3, dies: true });
  const { ended, heard } = await process(has, { begun: 0, name: 7, renews: true });
  expect(heard).toBeInstanceOf(Busy);
  expect(ended).toBeGreaterThan(24 * SECOND);
  expect(ended).toBeLessThan(26 * SECOND);
  // It left its own announcement behind; the same call finds its way when the other has died.
  const again = await process(has, { begun: 60 * SECOND, name: 8 });
  expect(again.heard).toMatchObject({ inserted: true });
});
