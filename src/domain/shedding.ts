import { Busy } from '#domain/errors.ts';
import { pause } from '#domain/pause.ts';
import type { Region } from '#domain/ports/deployment.ts';

type Pressed = Pick<Region, 'busyFor'>;

/**
 * Throws Busy while the region's tables throttle: what is begun then is not only refused in the end, it takes from what is
 * under way. Called before anything is announced.
 */
export function refuseWhenPressed(region: Pressed): void {
  const ms = region.busyFor();
  if (ms > 0) throw new Busy('The store is busy. Nothing was changed: send it again.', { retryAfter: ms });
}

/** For work that waits for nobody: it begins when the tables serve again. */
export async function untilServed(region: Pressed): Promise<void> {
  const ms = region.busyFor();
  if (ms > 0) await pause(ms);
}
