import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Busy } from '#domain/errors.ts';
import { growingPause } from '#domain/pause.ts';
import type { Item } from './item.ts';

const BATCH = 100;
const ATTEMPTS = 10;
const PAUSES = { first: 20, longest: 10_000 };

/**
 * The items with these keys, in no order, batches side by side. What DynamoDB leaves over is asked for again. It
 * refuses a batch that names an item twice: each is asked for once.
 */
export async function batchGet(
  db: DynamoDBDocumentClient,
  table: string,
  keys: readonly Item[],
  consistent: boolean,
): Promise<Item[]> {
  const distinct = [...new Map(keys.map((key) => [`${key['pk']} ${key['sk']}`, key])).values()];
  const batches: Promise<Item[]>[] = [];
  for (let start = 0; start < distinct.length; start += BATCH) {
    batches.push(oneBatch(db, table, distinct.slice(start, start + BATCH), consistent));
  }
  return (await Promise.all(batches)).flat();
}

async function oneBatch(
  db: DynamoDBDocumentClient,
  table: string,
  keys: readonly Item[],
  consistent: boolean,
) {
  const items: Item[] = [];
  let wanted: Item[] = [...keys];
  for (let attempt = 0; wanted.length > 0; attempt++) {
    if (attempt === ATTEMPTS) throw new Busy('The table is busy. Nothing was changed: try again.');
    if (attempt > 0) await growingPause(attempt, PAUSES);
    const answer = await db.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys: wanted, ConsistentRead: consistent } } }),
    );
    items.push(...(answer.Responses?.[table] ?? []));
    wanted = answer.UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return items;
}
