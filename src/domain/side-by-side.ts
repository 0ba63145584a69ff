/** Does the same with each of the things, at most `lanes` at a time. The results are in the order of the things. */
export async function sideBySide<T, R>(
  things: readonly T[],
  lanes: number,
  work: (thing: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const left = things.entries();
  const lane = async () => {
    for (const [place, thing] of left) results[place] = await work(thing);
  };
  await Promise.all(Array.from({ length: Math.min(lanes, things.length) }, lane));
  return results;
}
