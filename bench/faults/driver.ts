import * as z from 'zod';
import { processAgain } from '#domain/files/redriving.ts';
import { GIVEN_UP } from '#domain/ports/file.ts';
import { randomNumbers } from '../../test/sound/random.ts';
import { type Api, Client } from './client.ts';
import { check, filesOf } from './invariants.ts';
import { layFaults } from './layer.ts';
import { Ledger } from './ledger.ts';
import { type Buckets, Operations } from './operations.ts';
import { regions, World } from './world.ts';

const CLIENTS = 12;
const WORKERS = 4;
/** Operations between two times that all is looked at. */
const ROUND = 250;
const MINUTE = 60_000;
/** What is due gets due: uploads that never came, downloads that nobody took, dumps that lapse. */
const LATER = [2, 30, 180, 180, 600, 1500, 1500, 1500, 1500, 1500].map((minutes) => minutes * MINUTE);

export interface Run {
  readonly operations: number;
  readonly seed: number;
  /** Told after each round. */
  readonly progress?: (done: number, ledger: Ledger) => void;
  /** Ends with the first violation. */
  readonly stopsEarly?: boolean;
}

/** Runs operations under faults, and all that is looked at then; the ledger has what was wrong. */
export async function drive({ operations, seed, progress, stopsEarly }: Run): Promise<Ledger> {
  const random = randomNumbers(seed);
  const world = await World.start(random);
  const ledger = new Ledger();
  const client = await Client.start(world);
  world.isFaulty = false;
  const buckets = await makeBuckets(client);
  const scene = { world, client, ledger, buckets, random, isHeard: true, wait: () => world.wait() };
  const liftFaults = layFaults();
  try {
    for (let done = 0; done < operations; ) {
      const until = Math.min(done + ROUND, operations);
      world.isFaulty = true;
      let isOver = false;
      const working = Array.from({ length: WORKERS }, async () => {
        while (!isOver) if (!(await world.work())) await new Promise((resolve) => setTimeout(resolve, 20));
      });
      const clients = Array.from({ length: CLIENTS }, (_, i) => async () => {
        const own = new Operations(scene, `round ${until} client ${i}`);
        while (done < until) {
          done++;
          if (random() < 0.002) world.killAll();
          await own.next();
        }
      });
      await world.serve(clients);
      isOver = true;
      world.killAll();
      await Promise.all(working);
      await settle(world);
      await processGivenUp(world);
      await check(scene);
      for (const failure of world.failures.splice(0)) ledger.violate(failure);
      progress?.(done, ledger);
      if (stopsEarly && ledger.violations.length > 0) break;
    }
  } finally {
    liftFaults();
    await world.started.stop();
  }
  return ledger;
}

/** Restarts without faults; all that is due is done, and all queues run empty. */
export async function settle(world: World): Promise<void> {
  world.isFaulty = false;
  while (await world.work());
  for (const later of LATER) {
    world.offset += later;
    await world.sweep();
    while (await world.work());
  }
}

/** Those whose worker died too often are given up; the operator has them processed once more. */
export async function processGivenUp(world: World): Promise<void> {
  for (const deployment of world.deployments.values())
    for (const { object, error } of await filesOf(deployment))
      if (error === GIVEN_UP) await processAgain(deployment, object);
  await settle(world);
}

const bucketAnswer = z.object({ data: z.object({ id: z.number() }) });

export async function makeBuckets(client: Api): Promise<Buckets> {
  const make = async (type: string, region: string) => {
    const { body } = await client.call('createBucket', { json: { name: type, type, region } });
    return bucketAnswer.parse(body).data.id;
  };
  const files: number[] = [];
  const unique: number[] = [];
  for (const region of regions) {
    files.push(await make('File', region), await make('File', region));
    unique.push(await make('DedupFile', region));
  }
  return { files, unique };
}
