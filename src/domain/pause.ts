/** Waits for others to get on. */
export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Waits before the next attempt, longer from one to the next, at most `longest` ms; and by chance, since whoever met
 * here would otherwise meet again.
 */
export const growingPause = (attempt: number, { first, longest }: { first: number; longest: number }) =>
  pause(Math.random() * Math.min(first * 2 ** attempt, longest));
