import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBucket } from '#domain/buckets/buckets.ts';
import type { Deployment } from '#domain/ports/deployment.ts';
import { caller, startDeployment } from '../aws/store-region.ts';
import { randomNumbers } from '../sound/random.ts';
import { fingerprintNamed, History, send } from './bucket-under-test.ts';
import { isLinearizable, type Request } from './linearizable.ts';

let deployment: Deployment;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ deployment, stop } = await startDeployment());
});
afterAll(() => stop());

const CLIENTS = 50;
const REQUESTS = 3;
const RECORDINGS = ['A', 'B', 'C', 'D', 'E', 'F'];
const recordingNamed = (name: string) => fingerprintNamed(name, 12);

/** What a client asks of one recording. Track ids are of one recording each, so that each has its own history. */
function requestOf(random: () => number, recording: string, history: History): Request {
  const dice = random();
  const track = `${recording}${Math.floor(random() * 12)}`;
  const acrId = history.lastTold();
  if (dice < 0.1 && acrId !== undefined) return { kind: 'delete', acrId };
  if (dice < 0.2) return { kind: 'group', track };
  return { kind: 'add', track, recording, keep: dice < 0.75 };
}

it('fifty clients at once see each recording as if they came one at a time', {
  timeout: 300_000,
}, async () => {
  const random = randomNumbers(1);
  const { id: bucketId } = await createBucket(deployment, caller, {
    name: 'unique',
    type: 'DedupFile',
    region: 'eu-west-1',
    netType: 1,
    labels: [],
    metadataTemplate: null,
  });
  const histories = new Map(RECORDINGS.map((name) => [name, new History()]));
  const client = async () => {
    for (let i = 0; i < REQUESTS; i++) {
      const [name, history] = [...histories][Math.floor(random() * histories.size)] ?? ['A', new History()];
      const request = requestOf(random, name, history);
      await history.record(request, () => send(deployment, bucketId, request, recordingNamed));
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  for (const history of histories.values()) {
    expect(isLinearizable(history.all()), JSON.stringify(history.all(), null, 1)).toBe(true);
  }
});
