/**
 * How much faster a copy may have become, or slower: off by 0.25 % (between two of these) 92 % of copies are still
 * found, by 0.5 % only half. Measured on wesnoth-1.16-music; docs/benchmarks.md.
 */
export const SPEEDS: readonly number[] = [1.01, 1.005, 0.995, 0.99];
