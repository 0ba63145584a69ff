import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { freePort } from '#local/processes.ts';
import { randomNumbers } from '../../test/sound/random.ts';
import { Client, UID } from './client.ts';
import { makeBuckets, processGivenUp, settle } from './driver.ts';
import { check } from './invariants.ts';
import { Ledger } from './ledger.ts';
import { LocalRun } from './local-run.ts';
import { Operations } from './operations.ts';
import { World } from './world.ts';

/** Most of them wait for what died with the run: a key is held for half a minute. */
const CLIENTS = 48;
/** It is killed after up to so many ms of work. */
const LIFE = 5000;
/** Share of the times that it is killed while it starts. */
const WHILE_STARTING = 0.1;
const HELD = 31_000;
const AGAIN = 200;

const tokenAnswer = z.object({ data: z.object({ token: z.string() }) });

/** kill -9 of the whole local run, `kills` times in the middle of its work; then all is looked at. */
export async function kill(kills: number, seed: number, progress: (done: number) => void) {
  const random = randomNumbers(seed);
  const data = await mkdtemp(join(tmpdir(), 'refrain-kills-'));
  const run = new LocalRun(data, await freePort());
  const ledger = new Ledger();
  let operations = 0;
  try {
    run.start();
    await run.ready();
    const wanted = { name: 'driver', scopes: ['admin'], uid: UID };
    run.token = tokenAnswer.parse((await run.call('createToken', { json: wanted })).body).data.token;
    const buckets = await makeBuckets(run);
    const ended = new AbortController();
    // A key that a dead process holds is not waited for at the end.
    const wait = () => delay(HELD, undefined, { signal: ended.signal }).catch(() => {});
    const scene = { client: run, ledger, buckets, random, isHeard: false, wait };
    const clients = Array.from({ length: CLIENTS }, async (_, i) => {
      const own = new Operations(scene, `client ${i}`);
      while (!ended.signal.aborted) {
        operations++;
        await own.next();
        await delay(random() * AGAIN);
      }
    });
    for (let done = 0; done < kills; ) {
      await delay(random() * LIFE);
      await run.kill();
      run.start();
      progress(++done);
      if (random() >= WHILE_STARTING) await run.ready();
    }
    run.isOver = true;
    ended.abort();
    await Promise.all(clients);
    await run.kill('SIGTERM');
    const world = await World.start(random, data);
    try {
      world.isFaulty = false;
      const client = await Client.start(world);
      await settle(world);
      await processGivenUp(world);
      await check({ world, client, ledger, buckets });
      for (const failure of world.failures) ledger.violate(failure);
    } finally {
      await world.started.stop();
    }
  } finally {
    await run.kill();
    await rm(data, { recursive: true, force: true });
  }
  return { ledger, operations };
}
