import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Access, openDeployment } from '#aws/deployment.ts';
import type { Names } from '#aws/names.ts';
import type { Caller } from '#domain/account.ts';
import type { Deployment } from '#domain/deployment.ts';
import { localCredentials } from '#local/credentials.ts';
import { startEngines } from '#local/engines.ts';

export const caller: Caller = { uid: 7, scopes: ['admin'] };

const names: Names = {
  regions: ['eu-west-1', 'us-west-2'],
  recordsTable: 'refrain-records',
  indexTable: 'refrain-index',
  objectsBucket: 'refrain-000000000000',
  recordingsQueue: 'refrain-recordings',
  dumpsQueue: 'refrain-dumps',
};

/** A deployment of two regions on real engines, empty, seen from the first. */
export async function startDeployment(): Promise<{
  deployment: Deployment;
  endpoint: string;
  stop(): Promise<void>;
}> {
  const data = await mkdtemp(join(tmpdir(), 'refrain-aws-'));
  const engines = await startEngines({ data, regions: names.regions });
  const access = { endpoint: engines.endpoint, credentials: localCredentials() };
  for (const region of names.regions) await declare(region, access);
  return {
    deployment: openDeployment(names, 'eu-west-1', access),
    endpoint: engines.endpoint,
    async stop() {
      await engines.close();
      await rm(data, { recursive: true, force: true });
    },
  };
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
