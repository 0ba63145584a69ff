import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Credentials, localCredentials } from '../credentials.ts';
import { endpointVariables } from '../endpoints.ts';

/** Clients of one region of the local deployment. */
export interface Clients {
  readonly dynamodb: DynamoDBClient;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
}

export function clientsOf(front: string, region: string, credentials = localCredentials()): Clients {
  const endpoints = endpointVariables(front);
  const at = (name: string) => ({ region, credentials, endpoint: endpoints[name] ?? front });
  return {
    dynamodb: new DynamoDBClient(at('AWS_ENDPOINT_URL_DYNAMODB')),
    s3: new S3Client({ ...at('AWS_ENDPOINT_URL_S3'), forcePathStyle: true }),
    sqs: new SQSClient({ ...at('AWS_ENDPOINT_URL_SQS'), useQueueUrlAsEndpoint: false }),
  };
}

/** Puts a message into the queue of that ARN, wherever its SQS is. */
export async function sendWithSdk(
  endpoint: string,
  credentials: Credentials,
  queueArn: string,
  body: string,
): Promise<void> {
  const [region = '', , QueueName = ''] = queueArn.split(':').slice(3);
  const client = new SQSClient({ region, credentials, endpoint, useQueueUrlAsEndpoint: false });
  try {
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName }));
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
  } finally {
    client.destroy();
  }
}
