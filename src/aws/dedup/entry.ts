import { checkFormat, inFormat } from '#aws/table/format.ts';
import { type Item, number, oneOf, orNull, text, time } from '#aws/table/item.ts';
import type { Entry } from '#domain/ports/entry.ts';

/** How an entry stands in the records table. */

/** Where it counts in its bucket: an acr_id is random, so that any of its digits spread the counters. */
export const laneOf = (acrId: string): number => Number.parseInt(acrId.slice(0, 4), 16);

export const entryKey = (acrId: string) => ({ pk: `entry#${acrId}`, sk: 'entry' });

export const entryItem = (entry: Entry): Item =>
  inFormat({
    ...entryKey(entry.acrId),
    ...entry,
    deadline: entry.deadline.toISOString(),
    createdAt: entry.createdAt.toISOString(),
    updatedAt: entry.updatedAt.toISOString(),
  });

export function entryOf(item: Item): Entry {
  checkFormat(item);
  return {
    acrId: text(item, 'acrId'),
    bucketId: number(item, 'bucketId'),
    uid: number(item, 'uid'),
    state: oneOf(item, 'state', ['pending', 'committed', 'aborted']),
    deadline: time(item, 'deadline'),
    createdAt: time(item, 'createdAt'),
    updatedAt: time(item, 'updatedAt'),
    count: number(item, 'count'),
    group: orNull(item, 'group', number),
    todo: text(item, 'todo'),
  };
}
