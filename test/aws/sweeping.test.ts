import { afterAll, beforeAll, expect, it } from 'vitest';
import { addFile } from '#domain/files/adding.ts';
import type { Deployment } from '#domain/ports/deployment.ts';
import { todoAt } from '#domain/ports/todo.ts';
import { sweep } from '#domain/sweeping.ts';
import { account, audioOf, fileBucket, wantedFile } from './catalogue.ts';
import { startDeployment } from './store-region.ts';

const MINUTE = 60_000;
const UID = 7;

let deployment: Deployment;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ deployment, stop } = await startDeployment());
});
afterAll(() => stop());

const thrown = (_: unknown, error: unknown) => {
  throw error;
};

/** The deployment some minutes from now, which notes what is removed from S3, each taking `takes` ms of its own clock. */
function watched(minutes: number, takes = 0) {
  let now = Date.now() + minutes * MINUTE;
  const removed: string[] = [];
  let most = 0;
  let atOnce = 0;
  const objects = {
    ...deployment.here.objects,
    async remove(keys: readonly string[]) {
      most = Math.max(most, ++atOnce);
      await new Promise((resolve) => setTimeout(resolve, 5));
      atOnce--;
      now += takes;
      removed.push(...keys);
    },
  };
  const here = { ...deployment.here, objects };
  return { removed, most: () => most, deployment: { ...deployment, here, now: () => new Date(now) } };
}

const leave = async (count: number) => {
  for (let i = 0; i < count; i++) {
    const due = new Date(Date.now() - (count - i) * 1000);
    await deployment.here.todos.add(
      todoAt(due, { kind: 'erase-object', object: `audio/${'a'.repeat(32)}/${i}` }),
    );
  }
};

it('takes up what is due from all lanes side by side, the oldest first, and only one sweeper does', async () => {
  await leave(40);
  const [one, other] = [watched(0), watched(0)];
  await Promise.all([sweep(one.deployment, thrown), sweep(other.deployment, thrown)]);
  const removed = [...one.removed, ...other.removed];
  expect(removed).toHaveLength(40);
  expect(one.removed.length === 0 || other.removed.length === 0).toBe(true);
  expect(Math.max(one.most(), other.most())).toBeGreaterThan(4);
  expect(Number(removed[0]?.split('/').at(-1))).toBeLessThan(16);
  expect(Number(removed.at(-1)?.split('/').at(-1))).toBeGreaterThan(23);
});

it('begins nothing more when its time is over; the next one goes on', async () => {
  await leave(60);
  const slow = watched(0, 5000);
  await sweep(slow.deployment, thrown);
  expect(slow.removed.length).toBeGreaterThanOrEqual(16);
  expect(slow.removed.length).toBeLessThan(60);
  const next = watched(1);
  await sweep(next.deployment, thrown);
  expect([...slow.removed, ...next.removed]).toHaveLength(60);
});

it('is not kept waiting for ever by one that died', async () => {
  await leave(1);
  await deployment.here.todos.take('dead', new Date(), new Date(Date.now() + 6 * MINUTE));
  const early = watched(1);
  await sweep(early.deployment, thrown);
  expect(early.removed).toEqual([]);
  const later = watched(7);
  await sweep(later.deployment, thrown);
  expect(later.removed).toHaveLength(1);
});

it('sends one message more for an upload that waits, and none while others wait too', async () => {
  const bucketId = await fileBucket(deployment, UID);
  const file = await addFile(deployment, account(UID), bucketId, wantedFile, audioOf('sound'));
  const announced: string[] = [];
  const sweepAt = (minutes: number, isBusy: boolean) => {
    const announce = async ({ acrId }: { acrId: string }) => void announced.push(acrId);
    const files = { ...deployment.here.files, announce, isBusy: async () => isBusy };
    const now = () => new Date(Date.now() + minutes * MINUTE);
    return sweep({ ...deployment, here: { ...deployment.here, files }, now }, thrown);
  };
  await sweepAt(21, true);
  expect(announced).toEqual([]);
  await sweepAt(60, false);
  expect(announced).toEqual([file.acrId]);
  for (const hours of [6, 24]) await sweepAt(hours * 60, false);
  expect(announced).toEqual([file.acrId]);
  // Half a day after the last it cannot just be waiting.
  await sweepAt(48 * 60, false);
  expect(announced).toEqual([file.acrId, file.acrId]);
});

it('knows by the queue whether uploads wait', async () => {
  const { files } = deployment.here;
  expect(await files.isBusy()).toBe(false);
  const bucketId = await fileBucket(deployment, UID);
  await files.announce(await addFile(deployment, account(UID), bucketId, wantedFile, audioOf('sound')));
  expect(await files.isBusy()).toBe(true);
});
