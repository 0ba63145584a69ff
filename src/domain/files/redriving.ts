import type { Deployment } from '#domain/ports/deployment.ts';
import { type File, GIVEN_UP, hasNeverCome } from '#domain/ports/file.ts';
import { fileOfKey, type ObjectKey } from '#domain/ports/objects.ts';
import { todoAt } from '#domain/ports/todo.ts';

/** Until the sweeper looks whether it was processed. */
const LOOKED_AFTER = 20 * 60_000;

/**
 * Has a file processed once more whose message is a dead letter, all attempts before forgotten: one that still waits in
 * state 0, was given up, or was closed as never come and did come. False when there is nothing to do: it was deleted, or
 * settled otherwise.
 */
export async function processAgain(deployment: Deployment, key: ObjectKey): Promise<boolean> {
  const { here: region } = deployment;
  const acrId = fileOfKey(key);
  const file = acrId === undefined ? undefined : await region.files.byAcrId(acrId);
  if (!file) return false;
  const isWaiting = file.state === 0;
  const hasCome = hasNeverCome(file) && (await region.objects.exists(file.object));
  if (!isWaiting && file.error !== GIVEN_UP && !hasCome) return false;
  const isOpen = isWaiting ? await region.files.forgive(file) : await reopen(deployment, file);
  if (isOpen) await region.files.announce(file);
  return isOpen;
}

/** Back to state 0; who processes it is told by others. False when it has changed meanwhile. */
export function reopen({ here, now }: Deployment, file: File): Promise<boolean> {
  const due = new Date(now().getTime() + LOOKED_AFTER);
  const todo = todoAt(due, { kind: 'settle-file', acrId: file.acrId, tries: 1 });
  return here.files.reopen(file, todo, now());
}
