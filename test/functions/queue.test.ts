import { GetQueueAttributesCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Context, SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Engines, startEngines } from '#local/engines.ts';
import { credentials, makeQueue, sqsClient, temporaryFolder } from '../local/engines.ts';

const folder = temporaryFolder();
let engines: Engines;

beforeAll(async () => {
  // An hour of waiting takes a second.
  engines = await startEngines({ data: folder.path, regions: ['eu-west-1'], timeScale: 1 / 3600 });
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
  vi.stubEnv('AWS_ENDPOINT_URL_SQS', engines.endpoint);
});

afterAll(async () => {
  await engines?.close();
  vi.unstubAllEnvs();
  folder.remove();
});

it('has a failed message come again soon, not when its queue lets go of it', async () => {
  const { eachMessage } = await import('#functions/services/queue.ts');
  const sqs = sqsClient(engines.endpoint);
  // Twelve hours, twelve seconds here: the most there is.
  const QueueUrl = await makeQueue(sqs, 'work', { VisibilityTimeout: '43200' });
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'bad' }));
  const receive = async () => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5, MessageSystemAttributeNames: ['All'] }),
    );
    const [message] = Messages;
    return message;
  };
  const first = await receive();
  const handler = eachMessage(() => Promise.reject(new Error('on purpose')));
  const record = {
    messageId: first?.MessageId,
    body: first?.Body,
    receiptHandle: first?.ReceiptHandle,
    attributes: first?.Attributes,
    eventSourceARN: 'arn:aws:sqs:eu-west-1:000000000000:work',
  };
  const context = { getRemainingTimeInMillis: () => 1000 } as Context;
  const answer = await handler({ Records: [record] } as unknown as SQSEvent, context);
  expect(answer.batchItemFailures).toEqual([{ itemIdentifier: first?.MessageId }]);
  // Its next receive waits for less than the queue would have kept it.
  const second = await receive();
  expect(second?.Attributes?.ApproximateReceiveCount).toBe('2');
  const counts = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
  );
  expect(counts.Attributes?.ApproximateNumberOfMessages).toBe('0');
});
