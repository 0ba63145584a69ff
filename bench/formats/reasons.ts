import type { Kind } from './kinds.ts';

/** Why a file's fingerprint or length is not fpcalc's, by a part of what it is called. */
const REASONS: readonly [part: string, reason: string][] = [];

/** Throws for a difference that nobody has explained. */
export function reasonOf({ format, container }: Kind): string {
  const name = `${format} in ${container}`;
  const reason = REASONS.find(([part]) => name.includes(part))?.[1];
  if (reason === undefined) return 'not explained yet';
  return reason;
}
