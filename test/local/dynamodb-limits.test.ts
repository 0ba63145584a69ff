import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  CreateTableCommand,
  DynamoDBClient,
  PutItemCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Engines, startEngines } from '#local/engines.ts';
import { credentials, temporaryFolder } from './engines.ts';

const TableName = 'things';
const folder = temporaryFolder();
let engines: Engines;
let db: DynamoDBClient;

beforeAll(async () => {
  engines = await startEngines({ data: folder.path, regions: ['eu-west-1'] });
  db = new DynamoDBClient({ region: 'eu-west-1', endpoint: engines.endpoint, credentials, maxAttempts: 1 });
  const keys = ['pk', 'sk'] as const;
  await db.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: keys.map((AttributeName, i) => ({ AttributeName, KeyType: i === 0 ? 'HASH' : 'RANGE' })),
    }),
  );
});

afterAll(async () => {
  await engines?.close();
  folder.remove();
});

type Item = Record<string, AttributeValue>;

const key = (pk: string, sk = 's'): Item => ({ pk: { S: pk }, sk: { S: sk } });
const bytes = (count: number): AttributeValue => ({ B: new Uint8Array(count) });
const put = (Item: Item) => db.send(new PutItemCommand({ TableName, Item }));
const refused = (call: Promise<unknown>) =>
  expect(call).rejects.toMatchObject({ name: 'ValidationException' });
const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

// Names count too: pk, sk and b, with their values of one letter.
const rest = 400 * 1024 - 7;

test('an item has 400 KB at most, also one that grows', async () => {
  await put({ ...key('a'), b: bytes(rest) });
  await refused(put({ ...key('a'), b: bytes(rest + 1) }));
  const grown = new UpdateItemCommand({
    TableName,
    Key: key('a'),
    UpdateExpression: 'SET c = :c',
    ExpressionAttributeValues: { ':c': bytes(1) },
  });
  await refused(db.send(grown));
});

test('a transaction has 100 items and 4 MB at most, and none twice', async () => {
  const write = (items: Item[]) =>
    db.send(
      new TransactWriteItemsCommand({ TransactItems: items.map((Item) => ({ Put: { TableName, Item } })) }),
    );
  await write(times(100, (i) => key(`t${i}`)));
  await refused(write(times(101, (i) => key(`t${i}`))));
  await write(times(10, (i) => ({ ...key(`t${i}`), b: bytes(390_000) })));
  await refused(write(times(11, (i) => ({ ...key(`t${i}`), b: bytes(390_000) }))));
  await refused(write([key('t'), key('t')]));
  const read = (count: number) =>
    db.send(
      new TransactGetItemsCommand({
        TransactItems: times(count, (i) => ({ Get: { TableName, Key: key(`r${i}`) } })),
      }),
    );
  await read(100);
  await refused(read(101));
});

test('a batch answers 16 MB and names what it left', async () => {
  for (let i = 0; i < 44; i++) await put({ ...key(`g${i}`), b: bytes(390_000) });
  const get = (count: number) =>
    db.send(
      new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: times(count, (i) => key(`g${i}`)) } } }),
    );
  const { Responses, UnprocessedKeys } = await get(44);
  expect(Responses?.[TableName]).toHaveLength(43);
  expect(UnprocessedKeys?.[TableName]?.Keys).toHaveLength(1);
  await refused(get(101));
});

test('a batch of writes has 25 items and 16 MB at most', async () => {
  const write = (count: number, size: number) =>
    db.send(
      new BatchWriteItemCommand({
        RequestItems: {
          [TableName]: times(count, (i) => ({ PutRequest: { Item: { ...key(`w${i}`), b: bytes(size) } } })),
        },
      }),
    );
  await write(25, 390_000);
  await refused(write(26, 1));
  await refused(write(25, 700_000));
});

test.each<[string, Item]>([
  ['an empty partition key', key('')],
  ['an empty sort key', key('a', '')],
  ['a partition key over 2,048 bytes', key('a'.repeat(2049))],
  ['a sort key over 1,024 bytes', key('a', 'a'.repeat(1025))],
  ['an empty set', { ...key('a'), x: { SS: [] } }],
  ['a set with a member twice', { ...key('a'), x: { NS: ['1', '1.0'] } }],
  ['a number of 39 digits', { ...key('a'), x: { N: '1'.repeat(39) } }],
  ['a number too large', { ...key('a'), x: { N: '1e126' } }],
  ['a number too small', { ...key('a'), x: { N: '1e-131' } }],
  ['a number that is none', { ...key('a'), x: { N: 'NaN' } }],
  [
    '33 levels',
    { ...key('a'), x: times(33, () => 0).reduce<AttributeValue>((L) => ({ L: [L] }), { S: '' }) },
  ],
])('%s is refused', async (_, item) => {
  await refused(put(item));
});

test('an empty text is kept where it is no key', async () => {
  await put({ ...key('a'), x: { S: '' }, y: { SS: [''] } });
});
