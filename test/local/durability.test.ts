import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, expect, test, vi } from 'vitest';
import { startEngines } from '#local/engines.ts';
import { Authority } from '#local/iam/authority.ts';
import { S3Service } from '#local/s3/service.ts';
import { bodies, credentials, makeQueue, regions, s3Client, sqsClient, temporaryFolder } from './engines.ts';
import { runNode } from './processes.ts';

// Whole deployments and kills, on machines that may have other things to do.
vi.setConfig({ testTimeout: 300_000 });

const folders: { remove: () => void }[] = [];
afterAll(() => {
  for (const folder of folders) folder.remove();
});

function newFolder(): string {
  const folder = temporaryFolder();
  folders.push(folder);
  return folder.path;
}

const clientsOf = (endpoint: string) => ({
  s3: s3Client(endpoint),
  sqs: sqsClient(endpoint),
  dynamodb: new DynamoDBClient({ region: regions[0], endpoint, credentials, maxAttempts: 1 }),
});
const Bucket = 'durable';
const TableName = 'durable';

test('a kill -9 under load loses nothing that was acknowledged, and leaves nothing torn', async () => {
  const data = newFolder();
  const acknowledged = { objects: new Set<number>(), messages: new Set<number>(), items: new Set<number>() };
  const contentOf = (i: number): string => `${i} `.repeat(1 + ((i * 7919) % 30_000));

  for (let round = 0; round < 2; round++) {
    const child = runNode('test/local/fixtures/engines-process.ts', [data]);
    const endpoint = await child.printed(/http:\S+/);
    const { s3, sqs, dynamodb } = clientsOf(endpoint);
    await s3.send(new CreateBucketCommand({ Bucket }));
    const QueueUrl = await makeQueue(sqs, 'durable');
    if (round === 0) {
      const keys = {
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' as const }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' as const }],
      };
      await dynamodb.send(new CreateTableCommand({ TableName, BillingMode: 'PAY_PER_REQUEST', ...keys }));
    }
    // Writers write until the kill; each keeps what it was told is safe.
    const writers = [...Array(12).keys()].map(async (writer) => {
      try {
        for (let i = round * 1_000_000 + writer; ; i += 12) {
          await s3.send(new PutObjectCommand({ Bucket, Key: `key/${i}`, Body: contentOf(i) }));
          acknowledged.objects.add(i);
          await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: String(i) }));
          acknowledged.messages.add(i);
          await dynamodb.send(new PutItemCommand({ TableName, Item: { pk: { S: String(i) } } }));
          acknowledged.items.add(i);
          if (acknowledged.items.size === 100 * (round + 1)) child.process.kill('SIGKILL');
        }
      } catch {
        // The kill.
      }
    });
    await Promise.all(writers);
    await child.ended();
  }

  const engines = await startEngines({ data, regions });
  try {
    const { s3, sqs, dynamodb } = clientsOf(engines.endpoint);
    const stored = await readAll(s3);
    for (const i of acknowledged.objects) expect(stored.get(`key/${i}`), `object ${i}`).toBe(contentOf(i));
    for (const [key, content] of stored) expect(content).toBe(contentOf(Number(key.slice(4))));
    const QueueUrl = await makeQueue(sqs, 'durable');
    const messages = new Set<number>();
    for (let batch = await bodies(sqs, QueueUrl); batch.length > 0; batch = await bodies(sqs, QueueUrl)) {
      for (const body of batch) messages.add(Number(body));
    }
    expect([...acknowledged.messages].filter((i) => !messages.has(i))).toEqual([]);
    for (const i of acknowledged.items) {
      const { Item } = await dynamodb.send(
        new GetItemCommand({ TableName, Key: { pk: { S: String(i) } }, ConsistentRead: true }),
      );
      expect(Item, `item ${i}`).toBeDefined();
    }
    // What the kills cut off has been swept away: as many blobs as objects.
    const blobs = readdirSync(join(data, 's3', 'blobs'), { recursive: true, withFileTypes: true });
    expect(blobs.filter((entry) => entry.isFile())).toHaveLength(stored.size);
  } finally {
    await engines.close();
  }
});

async function readAll(s3: ReturnType<typeof s3Client>): Promise<Map<string, string>> {
  const all = new Map<string, string>();
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.send(new ListObjectsV2Command({ Bucket, ContinuationToken }));
    for (const { Key } of page.Contents ?? []) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      all.set(String(Key), (await Body?.transformToString()) ?? '');
    }
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken);
  return all;
}

test('an announcement that a kill came before is sent by the next start', async () => {
  const data = newFolder();
  const queue = 'arn:aws:sqs:eu-west-1:000000000000:late';
  // An S3 whose queue cannot be reached: the object is there, and nobody has heard of it.
  const never = Promise.withResolvers<void>();
  const cutOff = new S3Service(join(data, 's3'), new Authority(credentials), () => never.promise);
  const engines = await startEngines({ data, regions });
  const s3 = s3Client(engines.endpoint);
  await s3.send(new CreateBucketCommand({ Bucket }));
  engines.s3?.buckets.announce(Bucket, [
    { id: 'x', queue, events: ['s3:ObjectCreated:*'], prefix: '', suffix: '' },
  ]);
  await s3.send(new PutObjectCommand({ Bucket, Key: 'unheard', Body: 'x' }));
  await engines.close();
  never.resolve();
  await cutOff.close();

  const again = await startEngines({ data, regions });
  try {
    const sqs = sqsClient(again.endpoint);
    const QueueUrl = await makeQueue(sqs, 'late');
    const announced: string[] = [];
    while (announced.length === 0) announced.push(...(await bodies(sqs, QueueUrl)));
    expect(announced[0]).toContain('unheard');
  } finally {
    await again.close();
  }
});

test('a message in hand when the engines are killed is there again at once', async () => {
  const data = newFolder();
  const child = runNode('test/local/fixtures/engines-process.ts', [data]);
  const sqs = sqsClient(await child.printed(/http:\S+/));
  const QueueUrl = await makeQueue(sqs, 'held', { VisibilityTimeout: '5400' });
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'held' }));
  expect(await bodies(sqs, QueueUrl, 5400)).toEqual(['held']);
  const [engine = ''] = readdirSync(join(data, 'dynamodb')).filter((name) => name.endsWith('.pid'));
  const { pid } = JSON.parse(readFileSync(join(data, 'dynamodb', engine), 'utf8'));
  expect(pid).toBeGreaterThan(1);
  child.process.kill('SIGKILL');
  await child.ended();
  const engines = await startEngines({ data, regions });
  try {
    const again = sqsClient(engines.endpoint);
    expect(await bodies(again, await makeQueue(again, 'held', { VisibilityTimeout: '5400' }))).toEqual([
      'held',
    ]);
  } finally {
    await engines.close();
  }
});
