import { eraseEntry, withdraw } from '#domain/dedup/insert.ts';
import { hasLapsed } from '#domain/dumps/dumps.ts';
import { mendCluster } from '#domain/duplicates/mending.ts';
import { eraseFiles, eraseTraces } from '#domain/files/deletion.ts';
import { finishMove } from '#domain/files/moves.ts';
import type { Deployment, Region } from '#domain/ports/deployment.ts';
import { NEVER_CAME } from '#domain/ports/file.ts';
import { type Task, type Todo, todoAt } from '#domain/ports/todo.ts';

/** How often interrupted work is started again before it is given up. */
const TRIES = 3;
const NEXT_TRY = 20 * 60_000;
/** The longest that an upload is left alone. */
const LAST_TRIES = 12 * 3_600_000;

/** The next sweep begins a minute later, and goes on with what is left. */
const SWEEP_FOR = 50_000;
/** What was begun by then may take longer; no sweeper lives as long as this. */
const LEASE = 6 * 60_000;
/** Todos that are taken up side by side. */
const AT_ONCE = 16;

/**
 * Takes up what was left: the todos of this region that are due, the oldest first, unless another sweeper does. One that
 * fails stays for the next sweep.
 */
export async function sweep(
  deployment: Deployment,
  failed: (todo: Todo, error: unknown) => void,
): Promise<void> {
  const { todos } = deployment.here;
  const began = deployment.now();
  const due = todos.due(began)[Symbol.asyncIterator]();
  // While nothing is due, nothing is written.
  const first = await due.next();
  if (first.done) return;
  const sweeper = crypto.randomUUID();
  if (!(await todos.take(sweeper, began, new Date(began.getTime() + LEASE)))) return;
  try {
    const hasTime = () => deployment.now().getTime() - began.getTime() <= SWEEP_FOR;
    const lane = async (start: IteratorResult<Todo>): Promise<void> => {
      for (let next = start; !next.done && hasTime(); next = await due.next()) {
        const todo: Todo = next.value;
        await takeUp(deployment, deployment.here, todo).catch((error: unknown) => failed(todo, error));
      }
    };
    const others = Array.from({ length: AT_ONCE - 1 }, async () => lane(await due.next()));
    const ended = await Promise.allSettled([lane(first), ...others]);
    for (const each of ended) if (each.status === 'rejected') throw each.reason;
  } finally {
    await todos.giveBack(sweeper);
  }
}

async function takeUp(deployment: Deployment, region: Region, todo: Todo): Promise<void> {
  const { task } = todo;
  switch (task.kind) {
    case 'settle-file':
      return settleFile(deployment, region, todo, task);
    case 'dump':
      return restartDump(deployment, region, todo, task);
    case 'erase-file':
      await eraseFiles(region, [task]);
      return region.todos.done(todo.id);
    case 'erase-traces':
      // One that is processed again puts its own there.
      if ((await region.files.byAcrId(task.acrId))?.state === -1) await eraseTraces(region, [task.acrId]);
      return region.todos.done(todo.id);
    case 'erase-object':
      await region.objects.remove([task.object]);
      return region.todos.done(todo.id);
    case 'finish-move':
      await finishMove(deployment, region, task.acrId);
      return region.todos.done(todo.id);
    case 'mend-cluster':
      await mendCluster(region, task.uid, task.cluster, deployment.now);
      return region.todos.done(todo.id);
    case 'erase-entry':
      await eraseLeftEntry(region, task);
      return region.todos.done(todo.id);
  }
}

type TaskOf<K extends Task['kind']> = Extract<Task, { kind: K }>;

async function settleFile(deployment: Deployment, region: Region, todo: Todo, task: TaskOf<'settle-file'>) {
  const file = await region.files.byAcrId(task.acrId);
  if (file?.state !== 0) return region.todos.done(todo.id);
  const now = deployment.now();
  const arrived = await region.objects.exists(file.object);
  if (arrived) {
    // It may just wait its turn behind a whole catalogue: another message would only make that longer. S3's own is
    // hardly ever lost, so one more is all there is; but for what a store that throttled for long has sent to the dead.
    const wait = Math.min(NEXT_TRY * 3 ** task.tries, LAST_TRIES);
    // At first it has hardly had its turn.
    const isToTell = task.tries > 0 && !(task.isTold && wait < LAST_TRIES) && !(await region.files.isBusy());
    if (isToTell) await region.files.announce(file);
    const due = new Date(now.getTime() + wait);
    const tries = task.tries + 1;
    return region.todos.postpone(todo, todoAt(due, { ...task, tries, ...(isToTell && { isTold: true }) }));
  }
  if (await region.files.settle(file, { state: -1, error: NEVER_CAME, size: null, md5: null }, now))
    deployment.tell('FileRefused', 1, 'never came');
}

async function restartDump(deployment: Deployment, region: Region, todo: Todo, task: TaskOf<'dump'>) {
  const dump = await region.dumps.get(task.bucketId, task.taskId);
  if (dump?.status !== 0) return region.todos.done(todo.id);
  const now = deployment.now();
  if (dump.heldUntil > now) return region.todos.postpone(todo, todoAt(dump.heldUntil, task));
  const tries = dump.step === task.step ? task.tries : 0;
  if (tries >= TRIES || hasLapsed(dump, now)) return region.dumps.finish(dump, -1);
  await region.dumps.announce(dump);
  await region.todos.postpone(todo, later(now, { ...task, tries: tries + 1, step: dump.step }));
}

/** A pending entry's writer is dead by now; a committed one took its todo along, so what is here was never committed, or deleted. */
async function eraseLeftEntry(region: Region, { bucketId, acrId }: TaskOf<'erase-entry'>) {
  const [entry] = await region.entries.get(bucketId, [acrId]);
  if (entry) return withdraw(region, entry);
  return eraseEntry(region, bucketId, acrId);
}

const later = (now: Date, task: Task): Todo => todoAt(new Date(now.getTime() + NEXT_TRY), task);
