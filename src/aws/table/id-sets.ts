import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { text } from './item.ts';
import { itemsOf } from './query.ts';

/**
 * Which ids a bucket has, kept for listing: an item holds, per class (a file's state, say), the set of the ids
 * of one chunk. Sixteen chunks side by side cover a block of 4,096 ids, so that writers of neighbouring ids
 * seldom meet on one item. 100,000 ids are some 400 items of at most 1 KB: one query.
 */
const BLOCK = 4096;
const LANES = 16;

const pad = (n: number, digits: number) => String(n).padStart(digits, '0');

function placeOf(id: number): { sk: string; offset: number } {
  const block = Math.floor(id / BLOCK);
  const within = id % BLOCK;
  return { sk: `chunk#${pad(block, 14)}#${pad(within % LANES, 2)}`, offset: Math.floor(within / LANES) };
}

/** An Update for a transaction: `id` leaves the class `from` and joins `to` (either may be absent). */
export function moveId(
  table: string,
  pk: string,
  id: number,
  from: string | undefined,
  to: string | undefined,
) {
  const { sk, offset } = placeOf(id);
  const clauses = [to && 'ADD #to :offset', from && 'DELETE #from :offset'].filter(Boolean);
  return {
    Update: {
      TableName: table,
      Key: { pk, sk },
      UpdateExpression: clauses.join(' '),
      ExpressionAttributeNames: { ...(to && { '#to': to }), ...(from && { '#from': from }) },
      ExpressionAttributeValues: { ':offset': new Set([offset]) },
    },
  };
}

/** The ids of each of these classes, ascending, from all of these keys side by side: one consistent query each up to some 300,000 ids. */
export async function readIds<C extends string>(
  db: DynamoDBDocumentClient,
  table: string,
  pks: readonly string[],
  classes: readonly C[],
): Promise<Record<C, number[]>> {
  const ids = Object.fromEntries(classes.map((name): [C, number[]] => [name, []])) as Record<C, number[]>;
  const read = (pk: string) => Array.fromAsync(itemsOf(db, table, { pk, prefix: 'chunk#' }));
  for (const item of (await Promise.all(pks.map(read))).flat()) {
    const [, block = 0, lane = 0] = text(item, 'sk').split('#').map(Number);
    const first = block * BLOCK + lane;
    for (const name of classes) {
      const offsets: unknown = item[name];
      if (offsets instanceof Set)
        for (const offset of offsets) ids[name].push(first + Number(offset) * LANES);
    }
  }
  for (const name of classes) ids[name].sort((a, b) => a - b);
  return ids;
}
