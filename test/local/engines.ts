import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

export const credentials = { accessKeyId: 'refrainlocal', secretAccessKey: 'refrainlocal' };
export const regions = ['eu-west-1', 'us-west-2'] as const;

export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'refrain-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export function s3Client(endpoint: string, region: string = regions[0]): S3Client {
  return new S3Client({ region, endpoint, credentials, forcePathStyle: true, maxAttempts: 1 });
}

export function sqsClient(endpoint: string, region: string = regions[0]): SQSClient {
  return new SQSClient({ region, endpoint, credentials, useQueueUrlAsEndpoint: false, maxAttempts: 1 });
}

export async function makeQueue(
  sqs: SQSClient,
  name: string,
  attributes: Record<string, string> = {},
): Promise<string> {
  const { QueueUrl = '' } = await sqs.send(
    new CreateQueueCommand({ QueueName: name, Attributes: attributes }),
  );
  return QueueUrl;
}

/** The bodies of the next messages, at most ten, waiting up to two seconds for the first. */
export async function bodies(sqs: SQSClient, QueueUrl: string, VisibilityTimeout = 30): Promise<string[]> {
  const command = new ReceiveMessageCommand({
    QueueUrl,
    MaxNumberOfMessages: 10,
    WaitTimeSeconds: 2,
    VisibilityTimeout,
  });
  return ((await sqs.send(command)).Messages ?? []).map((message) => message.Body ?? '');
}
