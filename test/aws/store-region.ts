import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import type { Access } from '#aws/clients.ts';
import { openDeployment } from '#aws/deployment.ts';
import type { Names } from '#aws/names.ts';
import type { Caller } from '#domain/ports/account.ts';
import type { Deployment } from '#domain/ports/deployment.ts';
import { localCredentials } from '#local/credentials.ts';
import { startEngines } from '#local/engines.ts';
import { queueArn } from '#local/sqs/queue.ts';

export const caller: Caller = { uid: 7, scopes: ['admin'] };

export const names: Names = {
  regions: ['eu-west-1', 'us-west-2'],
  recordsTable: 'refrain-records',
  indexTable: 'refrain-index',
  objectsBucket: 'refrain-000000000000',
  recordingsQueue: 'refrain-recordings',
  dumpsQueue: 'refrain-dumps',
};

interface Started {
  readonly deployment: Deployment;
  /** For what no store does: looking at an item, or spoiling it. */
  readonly access: Access;
  /** Tells the queue of recordings of what arrives in the inbox, as the deployment does. */
  announceUploads(): void;
  /** Every item of both tables and every object's key, of the first region, as text. */
  contents(): Promise<string[]>;
  stop(): Promise<void>;
}

/** A deployment of two regions on real engines, seen from the first: empty, or with what a local run has left in `folder`. */
export async function startDeployment(folder?: string): Promise<Started> {
  const data = folder ?? (await mkdtemp(join(tmpdir(), 'refrain-aws-')));
  const engines = await startEngines({ data, regions: names.regions });
  const access = { endpoint: engines.endpoint, credentials: localCredentials() };
  if (folder === undefined) for (const region of names.regions) await declare(region, access);
  return {
    access,
    deployment: openDeployment(names, 'eu-west-1', access),
    announceUploads() {
      for (const region of names.regions) {
        const queue = queueArn(region, names.recordingsQueue);
        const created = {
          id: 'uploads',
          queue,
          events: ['s3:ObjectCreated:*'],
          prefix: 'inbox/',
          suffix: '',
        };
        engines.s3?.buckets.announce(`${names.objectsBucket}-${region}`, [created]);
      }
    },
    contents: () => contentsOf('eu-west-1', access),
    async stop() {
      await engines.close();
      if (folder === undefined) await rm(data, { recursive: true, force: true });
    },
  };
}

/** As JSON, names in order; the bytes in sets as numbers. */
const spell = (item: Record<string, unknown>) =>
  JSON.stringify(Object.entries(item).sort(), (_, value) => (value instanceof Set ? [...value] : value));

async function contentsOf(region: string, access: Access): Promise<string[]> {
  const db = DynamoDBDocumentClient.from(new DynamoDBClient({ ...access, region }));
  const s3 = new S3Client({ ...access, region, forcePathStyle: true });
  const found: string[] = [];
  for (const TableName of [names.recordsTable, names.indexTable]) {
    for await (const page of paginateScan({ client: db }, { TableName, ConsistentRead: true })) {
      for (const item of page.Items ?? []) found.push(spell(item));
    }
  }
  const pages = paginateListObjectsV2({ client: s3 }, { Bucket: `${names.objectsBucket}-${region}` });
  for await (const page of pages) for (const { Key } of page.Contents ?? []) found.push(String(Key));
  return found.sort();
}

async function declare(region: string, access: Access): Promise<void> {
  const db = new DynamoDBClient({ ...access, region });
  const pk = { AttributeName: 'pk', KeyType: 'HASH' } as const;
  const sk = { AttributeName: 'sk', KeyType: 'RANGE' } as const;
  for (const [TableName, KeySchema] of [
    [names.recordsTable, [pk, sk]],
    [names.indexTable, [pk]],
  ] as const) {
    await db.send(
      new CreateTableCommand({
        TableName,
        KeySchema: [...KeySchema],
        AttributeDefinitions: KeySchema.map(({ AttributeName }) => ({ AttributeName, AttributeType: 'S' })),
        BillingMode: 'PAY_PER_REQUEST',
      }),
    );
  }
  const s3 = new S3Client({ ...access, region, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: `${names.objectsBucket}-${region}` }));
  const sqs = new SQSClient({ ...access, region, useQueueUrlAsEndpoint: false });
  for (const QueueName of [names.recordingsQueue, names.dumpsQueue]) {
    await sqs.send(new CreateQueueCommand({ QueueName }));
  }
}
