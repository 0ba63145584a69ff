/** What is read side by side of one key: some megabytes of records each. */
const RANGES = 4;
const FILES_OF_A_RANGE = 1000;

/** First and last id of ranges that together hold every id there can be, and about equally many of these. */
export function rangesOf(ids: readonly number[]): [number, number][] {
  const length = Math.max(FILES_OF_A_RANGE, Math.ceil(ids.length / RANGES));
  const firsts = ids.filter((_, place) => place > 0 && place % length === 0);
  return [0, ...firsts].map((first, i) => [first, (firsts[i] ?? Number.MAX_SAFE_INTEGER + 1) - 1]);
}
