import type { Verdict } from './verdict.ts';

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** What files cost, and what a new recording reads that is sent as audio; its records are not counted. */
export function costs(verdicts: readonly Verdict[]): string {
  const of = (value: (verdict: Verdict) => number) => {
    const values = verdicts.map(value);
    return { median: median(values), most: Math.max(...values) };
  };
  const [units, keys] = [of(({ read }) => read.units), of(({ read }) => read.keys)];
  const candidates = of(({ read }) => read.candidates);
  const milliseconds = 1000 * of(({ searched }) => searched).median;
  return [
    `CPU of a file, median: ${of(({ listened }) => listened).median.toFixed(2)} s to listen, all speeds, and ` +
      `${milliseconds.toFixed(0)} ms to look it up in vain.`,
    `Read by an insert, median (most): ${units.median} (${units.most}) units for ${keys.median} keys in two looks, and ` +
      `${candidates.median} (${candidates.most}) candidates.`,
  ].join('\n');
}
