import { setTimeout as delay } from 'node:timers/promises';
import { filesNow, removeFiles } from '../client/bucket-files.ts';
import type { Client } from '../client/client.ts';
import type { Placed } from './one-file.ts';
import type { Outcome } from './outcome.ts';

/** Milliseconds between two looks: fewer as long as something moves. */
const PAUSE = 250;
const LONGEST_PAUSE = 4000;
/** Milliseconds after which a deployment in which nothing moves is left alone. */
const PATIENCE = 15 * 60_000;

/**
 * Waits until the deployment has listened to what is in a bucket, and removes what is replaced by it. What it refuses is
 * told as failed.
 */
export async function settle(
  client: Client,
  bucketId: number,
  placed: readonly Placed[],
  outcome: Outcome,
  show: (left: number) => void,
): Promise<void> {
  const left = new Map(placed.map((each) => [each.id, each]));
  let moved = performance.now();
  let pause = PAUSE;
  while (left.size > 0) {
    const before = left.size;
    const now = await filesNow(client, bucketId, [...left.keys()]);
    const replaced: number[] = [];
    for (const [id, { file, md5, replaces }] of left) {
      const there = now.get(id);
      if (there?.state === 0) continue;
      left.delete(id);
      const fail = (why: string) => outcome.failed.push({ path: file.name, why });
      if (!there) fail('was removed from the bucket while it was sent: the next run sends it again');
      else if (there.state === -1) fail(there.error ?? 'was refused');
      else if (there.md5 !== null && there.md5 !== md5)
        fail('did not arrive as it is here: the next run sends it again');
      else replaced.push(...replaces);
    }
    await removeFiles(client, bucketId, replaced);
    pause = left.size < before ? PAUSE : Math.min(2 * pause, LONGEST_PAUSE);
    if (left.size < before) moved = performance.now();
    if (performance.now() - moved > PATIENCE) break;
    show(left.size);
    if (left.size > 0) await delay(pause);
  }
  outcome.waiting = left.size;
}
