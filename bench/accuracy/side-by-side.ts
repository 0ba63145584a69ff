/** Does work on all items, `jobs` at a time; results in the order of the items. */
export async function sideBySide<Item, Result>(
  items: readonly Item[],
  jobs: number,
  work: (item: Item) => Promise<Result>,
  done: (count: number) => void,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  let finished = 0;
  const worker = async () => {
    while (next < items.length) {
      const at = next++;
      results[at] = await work(items[at] as Item);
      done(++finished);
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  return results;
}
