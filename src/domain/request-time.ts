import { Busy } from '#domain/errors.ts';
import type { Deployment } from '#domain/ports/deployment.ts';

/** Ms of a request, which ends after 29 s: when nothing is begun that may also be done later, and when nothing is begun at all. */
const SHORT_AFTER = 16_000;
const LATE_AFTER = 24_000;

export interface RequestTime {
  /** What a todo can do as well is left to it. */
  isShort(): boolean;
  /** Throws Busy when there is no time for more; `done` says how far it came. */
  refuseLate(done: string): void;
}

/** The time a request has that begins now. */
export function timeOf({ now }: Pick<Deployment, 'now'>): RequestTime {
  const began = now().getTime();
  const isOver = (limit: number) => now().getTime() - began > limit;
  return {
    isShort: () => isOver(SHORT_AFTER),
    refuseLate: (done) => {
      if (isOver(LATE_AFTER)) throw new Busy(`The time is up: ${done}. Send the same again for the rest.`);
    },
  };
}
