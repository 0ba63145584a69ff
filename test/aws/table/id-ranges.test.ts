import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rangesOf } from '#aws/table/id-ranges.ts';

it('cuts ids into at most four ranges that hold each id there can be once', () => {
  const ids = fc.tuple(fc.nat(40_000), fc.integer({ min: 1, max: 9 }), fc.nat(2 ** 50));
  fc.assert(
    fc.property(ids, ([count, step, first]) => {
      const ranges = rangesOf(Array.from({ length: count }, (_, i) => first + 1 + i * step));
      expect(ranges.length).toBeLessThanOrEqual(4);
      expect(ranges[0]?.[0]).toBe(0);
      expect(ranges.at(-1)?.[1]).toBe(Number.MAX_SAFE_INTEGER);
      for (const [i, [from]] of ranges.slice(1).entries()) expect(from).toBe((ranges[i]?.[1] ?? 0) + 1);
      if (count > 4000) expect(ranges).toHaveLength(4);
    }),
    { numRuns: 30 },
  );
});
