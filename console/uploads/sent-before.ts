import { routes } from '#api/routes.ts';
import { ask } from '../asking/ask.ts';
import { Refusal } from '../asking/refusal.ts';
import type { Found } from './folder.ts';
import type { Journal } from './journal.ts';

/** Ids that a call takes. */
const AT_ONCE = 100;

/** Which of these were sent before and are still there: what was deleted since is to be sent anew. */
export async function sentBefore(
  bucketId: number,
  journal: Journal,
  files: readonly Found[],
): Promise<ReadonlySet<Found>> {
  const noted = files.flatMap((found) => {
    const id = journal.sentAs(found);
    return id === undefined ? [] : [{ found, id }];
  });
  const there = new Set<number>();
  for (let at = 0; at < noted.length; at += AT_ONCE) {
    const ids = noted.slice(at, at + AT_ONCE).map(({ id }) => id);
    for (const id of await known(bucketId, ids)) there.add(id);
  }
  return new Set(noted.filter(({ id }) => there.has(id)).map(({ found }) => found));
}

async function known(bucketId: number, ids: readonly number[]): Promise<readonly number[]> {
  try {
    const params = { bucket_id: bucketId, ids: ids.join(',') };
    return (await ask(routes.getFiles, { params })).data.map(({ id }) => id);
  } catch (error) {
    // None of them is there; when nobody can tell, what was noted counts.
    return error instanceof Refusal && error.status === 404 ? [] : ids;
  }
}
