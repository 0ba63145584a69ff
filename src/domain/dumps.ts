import type { Caller } from './account.ts';
import { getBucketOfType } from './buckets.ts';
import { type Deployment, type Region, regionOf } from './deployment.ts';
import type { Dump } from './dump.ts';
import { Lapsed, NotFound } from './errors.ts';
import type { File } from './file.ts';
import { newAcrId } from './ids.ts';
import { dumpKey } from './objects.ts';
import { todoAt } from './todo.ts';

const DAY = 24 * 60 * 60_000;
/** The worker's function has 15 minutes; after that the sweeper asks for it again. */
const RETRY_AFTER = 20 * 60_000;
const PROGRESS_EVERY = 1000;
const DOWNLOAD_SECONDS = 3600;

const hasLapsed = (dump: Dump, now: Date): boolean => now.getTime() - dump.startedAt.getTime() >= DAY;

/** Starts a dump of a bucket's files, or tells the one of the last 24 hours; after a failed one it starts anew. */
export async function getDump(deployment: Deployment, caller: Caller, bucketId: number): Promise<Dump> {
  const bucket = await getBucketOfType(deployment, caller, bucketId, 'File');
  const region = regionOf(deployment, bucketId);
  const previous = await region.dumps.latest(bucketId);
  const now = deployment.now();
  if (previous && previous.status !== -1 && !hasLapsed(previous, now)) return previous;
  const taskId = newAcrId();
  const todo = todoAt(new Date(now.getTime() + RETRY_AFTER), { kind: 'dump', bucketId, taskId, tries: 0 });
  const dump: Dump = {
    taskId,
    bucketId,
    uid: caller.uid,
    bucketName: bucket.name,
    status: 0,
    progress: 0,
    startedAt: now,
    todo: todo.id,
  };
  if (!(await region.dumps.start(dump, todo, previous))) return getDump(deployment, caller, bucketId);
  await region.dumps.announce(dump);
  return dump;
}

/** Where a ready dump can be downloaded; the task id is all the right one needs. */
export async function getDownload(deployment: Deployment, bucketId: number, taskId: string): Promise<string> {
  const region = regionOf(deployment, bucketId);
  const dump = await region.dumps.get(bucketId, taskId);
  if (dump && hasLapsed(dump, deployment.now())) {
    throw new Lapsed('This address was good for 24 hours: ask for the dump again.');
  }
  if (dump?.status !== 1) throw new NotFound('No such dump.');
  const day = dump.startedAt.toISOString().slice(0, 10);
  return region.objects.presignGet(dumpKey(taskId), `refrain-${bucketId}-${day}.jsonl.gz`, DOWNLOAD_SECONDS);
}

/** Writes the dump: `line` of every file in id order, gzip-compressed. Doing it twice does no harm. */
export async function runDump(
  deployment: Deployment,
  bucketId: number,
  taskId: string,
  line: (file: File) => string,
): Promise<void> {
  const region = deployment.here;
  const dump = await region.dumps.get(bucketId, taskId);
  if (dump?.status !== 0) return;
  const lines = ReadableStream.from(linesOf(region, dump, line))
    .pipeThrough(new TextEncoderStream())
    .pipeThrough(new CompressionStream('gzip'));
  await region.objects.write(dumpKey(taskId), lines);
  await region.dumps.finish(dump, 1);
}

async function* linesOf(region: Region, dump: Dump, line: (file: File) => string): AsyncIterable<string> {
  const { total } = await region.files.page(dump.bucketId, {
    state: undefined,
    sort: 'id',
    order: 'asc',
    offset: 0,
    limit: 0,
  });
  let written = 0;
  for await (const file of region.files.all(dump.bucketId)) {
    yield `${line(file)}\n`;
    if (++written % PROGRESS_EVERY === 0) {
      await region.dumps.progress(dump, Math.min(written / Math.max(total, 1), 0.99));
    }
  }
}
