import { pause } from '#domain/pause.ts';
import type { Candidate } from './look.ts';

const POLL_EVERY = 40;

/** What is announced, and will be committed unless another of its kind keeps it from that. */
export interface Announced extends Candidate {
  /** When others need not wait for it any more. */
  readonly deadline: Date;
}

/** How those that are announced are told apart, read and stopped. */
export interface Contest<A extends Announced> {
  /** One order for all, whoever asks. */
  readonly isBefore: (a: A, b: A) => boolean;
  readonly again: (a: A) => Promise<A | undefined>;
  /** Pending → aborted; tells the state it found when it was not pending any more, or that we are not ourselves. */
  readonly abort: (a: A) => Promise<'aborted' | 'committed' | 'gone' | 'outdone'>;
}

/**
 * Wound-wait: a rival that comes after this one is aborted, one that comes before it is waited for until its
 * deadline. True when the rival will never be committed, false when it has been, or we
 * were stopped.
 */
export async function outlasts<A extends Announced>(
  { isBefore, again, abort }: Contest<A>,
  own: A,
  rival: A,
  now: () => Date,
): Promise<boolean> {
  let current: A | undefined = rival;
  while (current?.state === 'pending') {
    if (isBefore(own, current) || now() >= current.deadline) {
      const found = await abort(current);
      return found === 'aborted' || found === 'gone';
    }
    await pause(POLL_EVERY * (1 + Math.random()));
    current = await again(rival);
  }
  return current?.state !== 'committed';
}
