import { type Item, number, oneOf, orNull, text, time } from '#aws/table/item.ts';
import type { Entry } from '#domain/ports/entry.ts';

/** How an entry stands in the records table. */

export const entryKey = (acrId: string) => ({ pk: `entry#${acrId}`, sk: 'entry' });

export const entryItem = (entry: Entry): Item => ({
  ...entryKey(entry.acrId),
  ...entry,
  deadline: entry.deadline.toISOString(),
  createdAt: entry.createdAt.toISOString(),
  updatedAt: entry.updatedAt.toISOString(),
});

export const entryOf = (item: Item): Entry => ({
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
});
