import { DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { itemBytes, readUnits, type Units, writeUnits } from './units.ts';

type Item = Record<string, unknown>;
type Input = Record<string, unknown> & {
  TableName: string;
  Key?: Item;
  Item?: Item;
  ConsistentRead?: boolean;
};
type Send = (this: DynamoDBDocumentClient, command: { input: unknown }) => Promise<Item>;
/** What the engine's own answers say is not AWS's bill: transactions, for one. So items are measured. */
interface Tally {
  read: number;
  write: number;
}

/** What was asked of each table, and write units by partition key, as `<table> <pk>`. */
export interface Metered {
  readonly index: Units;
  readonly records: Units;
  readonly keys: ReadonlyMap<string, number>;
}

/** Counts the units of everything document clients send while `work` runs: index table and records apart. */
export async function metered(work: () => Promise<unknown>): Promise<Metered> {
  const tallies = { index: { read: 0, write: 0 }, records: { read: 0, write: 0 } };
  const keys = new Map<string, number>();
  const prototype = DynamoDBDocumentClient.prototype as unknown as { send: Send };
  const send = prototype.send;
  prototype.send = async function (command) {
    return meter(
      (sent) => send.call(this, sent),
      command,
      (table) => (table.endsWith('index') ? tallies.index : tallies.records),
      ({ TableName, Key, Item: item }, units) => {
        const key = `${TableName.endsWith('index') ? 'index' : 'records'} ${(Key ?? item)?.['pk']}`;
        keys.set(key, (keys.get(key) ?? 0) + units);
      },
    );
  };
  try {
    await work();
  } finally {
    prototype.send = send;
  }
  return { ...tallies, keys };
}

async function meter(
  send: (command: { input: unknown }) => Promise<Item>,
  command: { input: unknown },
  tallyOf: (table: string) => Tally,
  noteKey: (input: Input, units: number) => void,
): Promise<Item> {
  const input = command.input as Input;
  const write = (one: Input, units: number) => {
    tallyOf(one.TableName).write += units;
    noteKey(one, units);
  };
  const sizeOf = async ({ TableName, Key, Item: item }: Input): Promise<number> => {
    if (item) return itemBytes(item);
    const { Item: stored } = await send(new GetCommand({ TableName, Key: Key ?? {}, ConsistentRead: true }));
    return stored ? itemBytes(stored as Item) : 0;
  };
  switch (command.constructor.name) {
    case 'BatchGetCommand':
      return meterBatch(send, command, tallyOf);
    case 'GetCommand': {
      const answer = await send(command);
      const bytes = answer['Item'] ? itemBytes(answer['Item'] as Item) : 0;
      tallyOf(input.TableName).read += readUnits(bytes, input.ConsistentRead === true);
      return answer;
    }
    case 'QueryCommand': {
      const answer = await send(command);
      const isWhole = !input['ProjectionExpression'] && !input['FilterExpression'];
      const items = isWhole ? ((answer['Items'] ?? []) as Item[]) : await readFor(send, input, answer);
      const bytes = items.reduce((sum, item) => sum + itemBytes(item), 0);
      tallyOf(input.TableName).read += readUnits(bytes, input.ConsistentRead === true);
      return answer;
    }
    case 'TransactWriteCommand': {
      const writes = (command.input as { TransactItems: Record<string, Input>[] }).TransactItems.flatMap(
        (write) => Object.values(write),
      );
      const before = await Promise.all(writes.map(sizeOf));
      const answer = await send(command);
      const after = await Promise.all(writes.map(sizeOf));
      writes.forEach((one, i) => {
        write(one, 2 * writeUnits(Math.max(before[i] ?? 0, after[i] ?? 0)));
      });
      return answer;
    }
    default: {
      const before = await sizeOf(input);
      try {
        return await send(command);
      } finally {
        const after = await sizeOf(input);
        write(input, writeUnits(Math.max(before, after)));
      }
    }
  }
}

/** What a query has read: what its answer leaves out, by a filter or a projection, is charged all the same. */
async function readFor(
  send: (command: { input: unknown }) => Promise<Item>,
  { TableName, ConsistentRead, ...input }: Input,
  answer: Item,
): Promise<Item[]> {
  const condition = String(input['KeyConditionExpression']);
  const values = Object.entries(input['ExpressionAttributeValues'] as Item);
  const keys = Object.fromEntries(values.filter(([name]) => new RegExp(`${name}\\b`).test(condition)));
  const sortKeyOf = (key: unknown) => (key as { sk: string } | undefined)?.sk;
  const end = sortKeyOf(answer['LastEvaluatedKey']);
  const items: Item[] = [];
  let from = input['ExclusiveStartKey'] as Item | undefined;
  do {
    const page = await send(
      new QueryCommand({
        ...{ TableName, ConsistentRead, KeyConditionExpression: condition },
        ...{ ExpressionAttributeValues: keys, ExclusiveStartKey: from },
      }),
    );
    items.push(...((page['Items'] ?? []) as Item[]));
    from = page['LastEvaluatedKey'] as Item | undefined;
  } while (from && (end === undefined || (sortKeyOf(from) ?? '') < end));
  return items.filter((item) => end === undefined || (sortKeyOf(item) ?? '') <= end);
}

async function meterBatch(
  send: (command: { input: unknown }) => Promise<Item>,
  command: { input: unknown },
  tallyOf: (table: string) => Tally,
): Promise<Item> {
  const answer = await send(command);
  const wanted = (
    command.input as { RequestItems: Record<string, { Keys: Item[]; ConsistentRead?: boolean }> }
  ).RequestItems;
  const found = answer['Responses'] as Record<string, Item[]>;
  for (const [table, { Keys, ConsistentRead = false }] of Object.entries(wanted)) {
    const items = found[table] ?? [];
    const tally = tallyOf(table);
    for (const item of items) tally.read += readUnits(itemBytes(item), ConsistentRead);
    tally.read += (Keys.length - items.length) * readUnits(0, ConsistentRead);
  }
  return answer;
}
