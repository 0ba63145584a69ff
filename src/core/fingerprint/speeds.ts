/**
 * How much faster the sound is heard besides. A copy that is off by 0.15 % is found as it is, by 0.25 % in 32 to 40
 * of 41, by 0.5 % in 24: steps of 0.5 % leave no gap, steps of 0.75 % would (docs/benchmarks.md).
 */
export const SPEEDS: readonly number[] = [1.01, 1.005, 0.995, 0.99];
