import { type DynamoDBDocumentClient, paginateQuery, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Item } from './item.ts';

/** A partition's items: all, those whose sort key begins so, or those from a first sort key to a last. */
export type Stretch =
  | { readonly pk: string }
  | { readonly pk: string; readonly prefix: string }
  | { readonly pk: string; readonly first: string; readonly last: string };

/** What is told of a stretch, where that is not all: these attributes of the items for which this holds. */
export interface Part {
  readonly ProjectionExpression: string;
  readonly FilterExpression: string;
  readonly ExpressionAttributeNames: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues: Readonly<Record<string, unknown>>;
}

interface How {
  /** Items that one page has at most. */
  readonly pageSize?: number;
  readonly part?: Part;
  readonly consistent?: boolean;
}

/** The items of a stretch in the order of their sort keys, page after page. */
export async function* pagesOf(
  db: DynamoDBDocumentClient,
  table: string,
  stretch: Stretch,
  { pageSize, part, consistent = true }: How = {},
): AsyncGenerator<Item[]> {
  const condition = conditionOf(stretch);
  const pages = paginateQuery(
    { client: db, ...(pageSize !== undefined && Number.isFinite(pageSize) && { pageSize }) },
    {
      TableName: table,
      ConsistentRead: consistent,
      ...condition,
      ...part,
      ExpressionAttributeValues: {
        ...condition.ExpressionAttributeValues,
        ...part?.ExpressionAttributeValues,
      },
    },
  );
  for await (const { Items = [] } of pages) yield Items;
}

/** The same, one by one. */
export async function* itemsOf(
  db: DynamoDBDocumentClient,
  table: string,
  stretch: Stretch,
  how: How = {},
): AsyncGenerator<Item> {
  for await (const items of pagesOf(db, table, stretch, how)) yield* items;
}

/** What several tell in an order, as one in that order; each is read only as far as it is asked. */
export async function* inOrder<T>(
  all: readonly AsyncIterable<T>[],
  isBefore: (a: T, b: T) => boolean,
): AsyncGenerator<T> {
  const readers = all.map((each) => each[Symbol.asyncIterator]());
  try {
    const next = await Promise.all(readers.map((reader) => reader.next()));
    for (;;) {
      let first: { place: number; value: T } | undefined;
      for (const [place, { done, value }] of next.entries())
        if (!done && (first === undefined || isBefore(value, first.value))) first = { place, value };
      if (first === undefined) return;
      yield first.value;
      const reader = readers[first.place];
      if (reader) next[first.place] = await reader.next();
    }
  } finally {
    await Promise.all(readers.map((reader) => reader.return?.()));
  }
}

/** The one with the last sort key of a stretch. */
export async function lastOf(
  db: DynamoDBDocumentClient,
  table: string,
  stretch: Stretch,
): Promise<Item | undefined> {
  const { Items = [] } = await db.send(
    new QueryCommand({
      TableName: table,
      ConsistentRead: true,
      ...conditionOf(stretch),
      ScanIndexForward: false,
      Limit: 1,
    }),
  );
  return Items[0];
}

/** The first of them. */
export async function firstOf<T>(all: AsyncIterable<T>, most: number): Promise<T[]> {
  const found: T[] = [];
  for await (const each of all) if (found.push(each) >= most) break;
  return found;
}

/** The sort keys that begin so, or of those the ones behind one. */
export const behind = (prefix: string, key?: string) => ({
  // The space sorts before every further character, the tilde after all that are used.
  first: key === undefined ? prefix : `${key} `,
  last: `${prefix}~`,
});

function conditionOf(stretch: Stretch) {
  const { pk } = stretch;
  if ('prefix' in stretch)
    return {
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': pk, ':prefix': stretch.prefix },
    };
  if ('first' in stretch)
    return {
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
      ExpressionAttributeValues: { ':pk': pk, ':first': stretch.first, ':last': stretch.last },
    };
  return { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': pk } };
}
