import { setTimeout as delay } from 'node:timers/promises';
import type { LambdaFunction } from './function.ts';

/** Milliseconds before the second and the third try. */
const pauses = [60_000, 120_000];

/**
 * What Lambda does with an event that nobody waits for: one that fails is tried again as often as the function's
 * EventInvokeConfig says, twice unless it does. `timeScale` is of the pauses; `signal` ends them.
 */
export async function invokeAsynchronously(
  target: LambdaFunction,
  event: unknown,
  timeScale: number,
  signal: AbortSignal,
): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await target.invoke(event);
      return;
    } catch {
      // The function's own log has the error.
      if (tries >= target.declared.retries) return;
    }
    try {
      await delay((pauses[tries] ?? 0) * timeScale, undefined, { signal });
    } catch {
      return;
    }
  }
}
