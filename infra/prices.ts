/**
 * USD by us-east-1's list prices of 2026, on demand, without free tiers: for the line of the dashboard that says about
 * what an hour costs. Other regions cost up to twice as much.
 */
export const prices = {
  millionReads: 0.125,
  millionWrites: 0.625,
  millionRequests: 1,
  /** Of arm64. */
  millionGigabyteSeconds: 13.3334,
} as const;
