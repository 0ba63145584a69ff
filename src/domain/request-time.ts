import { Busy } from '#domain/errors.ts';
import type { Deployment } from '#domain/ports/deployment.ts';

/** Ms in which a request is answered. */
const REQUEST = 29_000;
/** Ms before its end: when nothing is begun that may also be done later, and when nothing is begun at all. */
const SHORT = 13_000;
const LATE = 4_000;

/** How much time a request has left. */
export interface RequestTime {
  /** What a todo can do as well is left to it. */
  isShort(): boolean;
  /** Throws Busy when there is no time for more; `done` says how far it came. */
  refuseLate(done: string): void;
}

/** The time of a request that must be answered by `end`. */
export function timeUntil(end: Date, now: Deployment['now']): RequestTime {
  const left = () => end.getTime() - now().getTime();
  return {
    isShort: () => left() < SHORT,
    refuseLate: (done) => {
      if (left() < LATE) throw new Busy(`The time is up: ${done}. Send the same again for the rest.`);
    },
  };
}

/** The time of a request that begins now. */
export const timeOf = ({ now }: Pick<Deployment, 'now'>): RequestTime =>
  timeUntil(new Date(now().getTime() + REQUEST), now);
