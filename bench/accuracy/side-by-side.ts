import { sideBySide as inLanes } from '#domain/side-by-side.ts';

/** Does work on all items, `jobs` at a time, and tells how many are done; results in the order of the items. */
export function sideBySide<Item, Result>(
  items: readonly Item[],
  jobs: number,
  work: (item: Item) => Promise<Result>,
  done: (count: number) => void,
): Promise<Result[]> {
  let finished = 0;
  return inLanes(items, jobs, async (item) => {
    const result = await work(item);
    done(++finished);
    return result;
  });
}
