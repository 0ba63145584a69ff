import type { Verdict } from './verdict.ts';

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

/**
 * What a new recording that is sent as audio costs. By AWS's rules an item of up to 4 KB takes half a read unit, a
 * whole one when it is read consistently; the insert looks once each way, and its candidates are two items each.
 */
export function costs(verdicts: readonly Verdict[]): string {
  const of = (value: (verdict: Verdict) => number) => verdicts.map(value);
  const units = of(({ keys, candidates }) => 1.5 * keys + 2 * 2 * candidates);
  return [
    `CPU of a file, median: ${median(of(({ listened }) => listened)).toFixed(2)} s to listen, all speeds, and ` +
      `${(1000 * median(of(({ searched }) => searched))).toFixed(0)} ms to look it up at all of them in vain.`,
    `Read by an insert, median (most): ${median(units)} (${Math.max(...units)}) units for ` +
      `${median(of(({ keys }) => keys))} keys, looked up twice, and ` +
      `${median(of(({ candidates }) => candidates))} (${Math.max(...of(({ candidates }) => candidates))}) candidates.\n`,
  ].join('\n');
}
