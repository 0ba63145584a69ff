import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
} from '@aws-sdk/client-dynamodb';
import {
  CreateBucketCommand,
  type Event,
  PutBucketCorsCommand,
  PutBucketNotificationConfigurationCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { CreateQueueCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { S3Service } from '../s3/service.ts';
import type { BucketDeclaration, Declarations } from '../template/declarations.ts';
import type { Clients } from './clients.ts';

/** Makes a region's queues, buckets and tables; those that are there from before keep what they hold. */
export async function provision(
  declared: Declarations,
  clients: Clients,
  s3: S3Service | undefined,
): Promise<void> {
  // A queue names its dead letters, and a bucket its queue.
  for (const { name, attributes } of declared.queues) {
    const { QueueUrl } = await clients.sqs.send(
      new CreateQueueCommand({ QueueName: name, Attributes: attributes }),
    );
    await clients.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: attributes }));
  }
  for (const bucket of declared.buckets) {
    if (s3) makeBucket(s3, bucket, declared.region);
    else await makeBucketElsewhere(clients.s3, bucket, declared.region);
  }
  await Promise.all(declared.tables.map((table) => makeTable(clients, table)));
}

function makeBucket(s3: S3Service, { name, cors, announcements }: BucketDeclaration, region: string): void {
  if (!s3.buckets.make(name, region)) throw new Error(`The bucket ${name} is in another region.`);
  s3.buckets.allow(name, cors);
  s3.buckets.announce(name, announcements);
}

async function makeBucketElsewhere(s3: S3Client, bucket: BucketDeclaration, region: string): Promise<void> {
  const Bucket = bucket.name;
  await s3
    .send(
      new CreateBucketCommand({
        Bucket,
        CreateBucketConfiguration: { LocationConstraint: region as 'eu-west-1' },
      }),
    )
    .catch(unless('BucketAlreadyOwnedByYou'));
  try {
    const CORSRules = bucket.cors.map((rule) => ({
      AllowedOrigins: [...rule.origins],
      AllowedMethods: [...rule.methods],
      AllowedHeaders: [...rule.headers],
      ExposeHeaders: [...rule.exposed],
    }));
    if (CORSRules.length > 0)
      await s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
    const QueueConfigurations = bucket.announcements.map((announcement) => ({
      Id: announcement.id,
      QueueArn: announcement.queue,
      Events: announcement.events.map((event) => event as Event),
      Filter: { Key: { FilterRules: [{ Name: 'prefix' as const, Value: announcement.prefix }] } },
    }));
    const NotificationConfiguration = { QueueConfigurations };
    await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
  } catch (error) {
    console.warn(
      `The S3 at AWS_ENDPOINT_URL_S3 refused the CORS rules or notifications of ${Bucket}: ${error}`,
    );
  }
}

async function makeTable({ dynamodb }: Clients, table: CreateTableCommandInput): Promise<void> {
  await dynamodb.send(new CreateTableCommand(table)).catch(unless('ResourceInUseException'));
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: table.TableName }));
  const keys = (
    schema: readonly { AttributeName?: string | undefined; KeyType?: string | undefined }[] | undefined,
  ) => (schema ?? []).map((key) => `${key.AttributeName} ${key.KeyType}`).join();
  if (keys(Table?.KeySchema) !== keys(table.KeySchema)) {
    throw new Error(
      `The table ${table.TableName} has other keys than the template says; --fresh makes it anew.`,
    );
  }
}

function unless(name: string): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof Error) || error.name !== name) throw error;
  };
}
