import { openDeployment } from '#aws/deployment.ts';
import { indexKeys, lookupKeys } from '#core/sketch/sketch.ts';
import { Busy, Contended } from '#domain/errors.ts';
import { addFile } from '#domain/files/adding.ts';
import { addUpload } from '#domain/files/direct-upload.ts';
import { processObject } from '#domain/files/processing.ts';
import { pause } from '#domain/pause.ts';
import type { Deployment } from '#domain/ports/deployment.ts';
import { sweep } from '#domain/sweeping.ts';
import { account, fileBucket, wantedFile } from '../../test/aws/catalogue.ts';
import { hearing } from '../../test/aws/hearing.ts';
import { names, startDeployment } from '../../test/aws/store-region.ts';
import { randomNumbers } from '../../test/sound/random.ts';
import { type Limits, meteredEngine, type Second } from './engine.ts';
import { inbox } from './inbox.ts';
import { Queue } from './queue.ts';

export interface Scenario {
  readonly files: number;
  /** Uploads a second, half of them within the request, half sent directly. */
  readonly rate: number;
  readonly workers: number;
  /** Seconds that a worker listens. */
  readonly listening: number;
  readonly limits: Limits;
  /** Seconds of the simulation in one second. */
  readonly speed: number;
  readonly note: (line: string) => void;
}

export interface Result {
  readonly seconds: number;
  readonly longestQueue: number;
  /** Ms from the upload's answer to state 1, ascending. */
  readonly ready: readonly number[];
  readonly failed: number;
  readonly dead: number;
  /** Announcements of the file that had most. */
  readonly mostAnnounced: number;
  readonly announced: number;
  /** Requests that were answered 503 before anything was announced, and after. */
  readonly shed: number;
  readonly refused: number;
  readonly todosLeft: number;
  readonly load: ReadonlyMap<number, Second>;
}

/** Functions that answer requests, and what each knows of the tables' pressure. */
const INSTANCES = 12;
const WORDS = 330;
const UID = 7;

/** Everything that happens from the first upload to the last file in state 1. */
export async function simulate(scenario: Scenario): Promise<Result> {
  const { files, rate, speed, note } = scenario;
  const started = await startDeployment();
  const began = performance.now();
  const epoch = Date.now();
  const elapsed = () => (performance.now() - began) * speed;
  const later = (ms: number) => pause(ms / speed);
  const weights = { written: 1, lookedUp: 1 };
  const engine = await meteredEngine(String(started.access.endpoint), scenario.limits, weights, elapsed);
  const queue = new Queue(elapsed);
  const objects = inbox(started.deployment.here.objects, (key) => queue.send(key));

  /** A process of its own: its clients, and what it knows of the tables' pressure. */
  const instance = (): Deployment => {
    const own = openDeployment(names, 'eu-west-1', { ...started.access, endpoint: engine.endpoint });
    const queued = {
      announce: async ({ object }: { object: string }) => queue.send(object),
      isBusy: async () => !queue.isEmpty,
    };
    const here = { ...own.here, objects, files: { ...own.here.files, ...queued } };
    return { ...own, here, regions: [here], now: () => new Date(epoch + elapsed()) };
  };
  const api = Array.from({ length: INSTANCES }, instance);
  const bucketId = await fileBucket(started.deployment, UID);
  const sent = new Map<string, number>();
  const ready: number[] = [];
  let [failed, shed, refused, done] = [0, 0, 0, 0];

  async function upload(i: number): Promise<void> {
    const deployment = api[i % api.length] ?? started.deployment;
    const bytes = new TextEncoder().encode(`recording ${i}`);
    for (;;) {
      // What was refused before anything was asked of the tables was shed.
      const isShed = deployment.here.busyFor() > 0;
      try {
        const me = account(UID);
        if (i % 2 === 0) {
          const source = { dataType: 'audio', upload: { name: 'Song.mp3', bytes } } as const;
          const { acrId } = await addFile(deployment, me, bucketId, wantedFile, source);
          sent.set(acrId, elapsed());
          return;
        }
        const size = bytes.length;
        const told = { fileName: 'Song.mp3', dataType: 'audio', size, md5: null } as const;
        const { file } = await addUpload(deployment, me, bucketId, wantedFile, told);
        await later(2000);
        sent.set(file.acrId, elapsed());
        return await objects.put(file.object, bytes);
      } catch (error) {
        if (!(error instanceof Busy || error instanceof Contended)) throw error;
        if (isShed) shed++;
        else refused++;
        await later(error instanceof Busy ? Math.max(1000, error.retryAfter) : 1000);
      }
    }
  }

  const random = randomNumbers(1);
  const tools = hearing(async () => {
    await later(1000 * scenario.listening * (0.5 + random()));
    const words = Uint32Array.from({ length: 6 }, () => Math.floor(random() * 2 ** 32));
    return { words, duration: (6 * WORDS) / 2677 };
  });
  async function worker(): Promise<void> {
    const deployment = instance();
    while (done < files) {
      const isWorked = await queue.next(async (key) => {
        await processObject(deployment, tools, key);
        const acrId = key.slice('inbox/'.length);
        const file = await deployment.here.files.byAcrId(acrId);
        if (file?.state === 0) throw new Error('it is still being processed');
        const since = sent.get(acrId);
        if (since === undefined) return;
        sent.delete(acrId);
        done++;
        if (file?.state === 1) ready.push(elapsed() - since);
        else failed++;
      });
      if (!isWorked) await pause(10);
    }
  }

  const sweeper = setInterval(() => {
    void sweep(instance(), () => {}).catch(() => {});
    note(`${Math.round(elapsed() / 1000)} s: ${done} of ${files} ready, ${sent.size} wait, ${shed} shed`);
  }, 60_000 / speed);
  const words = Uint32Array.from({ length: 6 }, () => Math.floor(random() * 2 ** 32));
  Object.assign(weights, { written: 100 / indexKeys(words).length, lookedUp: 240 / lookupKeys(words).size });
  const workers = Array.from({ length: scenario.workers }, worker);
  const uploads: Promise<void>[] = [];
  for (let i = 0; i < files; i++) {
    const due = (1000 * i) / rate;
    if (elapsed() < due) await later(due - elapsed());
    uploads.push(upload(i));
  }
  await Promise.all([...uploads, ...workers]);
  clearInterval(sweeper);
  const far = new Date(epoch + elapsed() + 30 * 86_400_000);
  const left = await Array.fromAsync(started.deployment.here.todos.due(far));
  engine.close();
  await started.stop();
  const announced = [...queue.announced.values()];
  return {
    seconds: elapsed() / 1000,
    longestQueue: queue.longest,
    ready: ready.sort((a, b) => a - b),
    failed,
    dead: queue.dead.length,
    mostAnnounced: Math.max(...announced),
    announced: announced.reduce((sum, count) => sum + count, 0),
    shed,
    refused,
    todosLeft: left.length,
    load: engine.seconds,
  };
}
