import type { Deployment, Region } from '#domain/ports/deployment.ts';

class Killed extends Error {}

type Method = (...args: unknown[]) => unknown;

/** These answer at once, with what is read later, or read nothing. */
const streams = ['all', 'due', 'kept', 'copiesId'];

/**
 * The deployment in the hands of a process that dies at its nth call of a store, before it is done or right after:
 * nothing later happens, not even its cleaning up.
 */
export function mortal(deployment: Deployment, nth: number, when: 'before' | 'after'): Deployment {
  let calls = 0;
  const guard =
    (method: Method) =>
    async (...args: unknown[]): Promise<unknown> => {
      const call = calls++;
      if (call > nth || (call === nth && when === 'before')) throw new Killed();
      const result = await method(...args);
      if (call >= nth) throw new Killed();
      return result;
    };
  const regions = deployment.regions.map((region) => {
    const stores = Object.entries(region).map(([name, store]) => {
      if (typeof store !== 'object') return [name, store];
      const methods = Object.entries(store as Record<string, Method>).map(([method, call]) => [
        method,
        streams.includes(method) ? call : guard(call),
      ]);
      return [name, Object.fromEntries(methods)];
    });
    return Object.fromEntries(stores) as Region;
  });
  const here = regions[deployment.regions.indexOf(deployment.here)] as Region;
  return { here, regions, now: deployment.now, tell: deployment.tell };
}

/** Runs it to its end or its death; any other failure is thrown. */
export async function untilKilled(work: Promise<unknown>): Promise<'done' | 'killed'> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (wasKilled(error)) return 'killed';
    throw error;
  }
}

const wasKilled = (error: unknown): boolean =>
  error instanceof Killed || (error instanceof Error && error.cause !== undefined && wasKilled(error.cause));
