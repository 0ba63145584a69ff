/** Ms for which others wait for one that holds something and is not heard of any more. */
const LEASE = 2_500;
/** Often enough that one renewal may be late. */
const RENEWED_EVERY = 800;

/** Until when others wait for whoever takes or renews a lease now. */
export const leaseFrom = (now: Date): Date => new Date(now.getTime() + LEASE);

/**
 * Does the work, and keeps renewing its lease as long as it lives. A renewal that fails makes others wait less: whoever
 * loses its lease while it lives is stopped by them, and begins again.
 */
export async function holding<T>(renew: () => Promise<void>, work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => void renew().catch(() => {}), RENEWED_EVERY);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
