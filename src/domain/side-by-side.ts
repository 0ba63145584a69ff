/**
 * Does the same with each of the things, at most `lanes` at a time. The results are in the order of the things. When
 * one fails nothing more is begun; rejects so, once what was under way has ended.
 */
export async function sideBySide<T, R>(
  things: readonly T[],
  lanes: number,
  work: (thing: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const failures: unknown[] = [];
  const left = things.entries();
  const lane = async () => {
    for (const [place, thing] of left) {
      try {
        results[place] = await work(thing);
      } catch (error) {
        failures.push(error);
      }
      if (failures.length > 0) return;
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, things.length) }, lane));
  if (failures.length > 0) throw failures[0];
  return results;
}
