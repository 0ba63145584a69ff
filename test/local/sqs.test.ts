import { CopyObjectCommand, CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Engines, startEngines } from '#local/engines.ts';
import { bodies, makeQueue, regions, s3Client, sqsClient, temporaryFolder } from './engines.ts';

const folder = temporaryFolder();
let engines: Engines;
let sqs: ReturnType<typeof sqsClient>;

beforeAll(async () => {
  engines = await startEngines({ data: folder.path, regions });
  sqs = sqsClient(engines.endpoint);
});

afterAll(async () => {
  await engines?.close();
  folder.remove();
});

const receive = (QueueUrl: string, more: object = {}) =>
  sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
      ...more,
    }),
  );

describe('a queue', () => {
  test('hands a message to whoever waits, once, until it is deleted', async () => {
    const QueueUrl = await makeQueue(sqs, 'waiting');
    const waiting = receive(QueueUrl, { WaitTimeSeconds: 20 });
    const MessageAttributes = { kind: { DataType: 'String', StringValue: 'test' } };
    const { MessageId } = await sqs.send(
      new SendMessageCommand({ QueueUrl, MessageBody: 'ä 𝄞', MessageAttributes }),
    );
    const [message] = (await waiting).Messages ?? [];
    expect(message).toMatchObject({ MessageId, Body: 'ä 𝄞', MessageAttributes });
    expect(message?.Attributes).toMatchObject({ ApproximateReceiveCount: '1' });
    expect((await receive(QueueUrl)).Messages).toBeUndefined();
    const Entries = [{ Id: 'a', ReceiptHandle: message?.ReceiptHandle }];
    const deleted = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    expect(deleted.Successful).toHaveLength(1);
    const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
    expect((await sqs.send(command)).Attributes).toMatchObject({
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '0',
      QueueArn: 'arn:aws:sqs:eu-west-1:000000000000:waiting',
    });
  });

  test('shows a message again when it is given back, also at once', async () => {
    const QueueUrl = await makeQueue(sqs, 'given-back');
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
    const [first] = (await receive(QueueUrl)).Messages ?? [];
    const { ReceiptHandle } = first ?? {};
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
    const [second] = (await receive(QueueUrl, { WaitTimeSeconds: 5 })).Messages ?? [];
    expect(second?.Attributes?.ApproximateReceiveCount).toBe('2');
    expect(second?.MessageId).toBe(first?.MessageId);
    const stale = new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 });
    await expect(sqs.send(stale)).rejects.toMatchObject({ name: 'MessageNotInflight' });
  });

  test('sends what was received too often to the dead letters', async () => {
    const deadUrl = await makeQueue(sqs, 'dead');
    const deadLetterTargetArn = 'arn:aws:sqs:eu-west-1:000000000000:dead';
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 2 });
    const QueueUrl = await makeQueue(sqs, 'redriven', { RedrivePolicy });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'poison' }));
    expect(await bodies(sqs, QueueUrl, 1)).toEqual(['poison']);
    expect(await bodies(sqs, QueueUrl, 1)).toEqual(['poison']);
    expect(await bodies(sqs, QueueUrl, 1)).toEqual([]);
    expect(await bodies(sqs, deadUrl)).toEqual(['poison']);
  });

  test('takes batches, and refuses what is no batch', async () => {
    const QueueUrl = await makeQueue(sqs, 'batches');
    const Entries = [...Array(10).keys()].map((i) => ({ Id: String(i), MessageBody: `body ${i}` }));
    const sent = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    expect(sent.Successful).toHaveLength(10);
    expect((await bodies(sqs, QueueUrl)).sort()).toEqual(Entries.map((entry) => entry.MessageBody));
    await expect(sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: [] }))).rejects.toMatchObject({
      name: 'TooManyEntriesInBatchRequest',
    });
  });

  test('is one of its region only', async () => {
    const QueueUrl = await makeQueue(sqs, 'regional');
    const other = sqsClient(engines.endpoint, regions[1]);
    const absent = { name: 'QueueDoesNotExist' };
    await expect(other.send(new GetQueueUrlCommand({ QueueName: 'regional' }))).rejects.toMatchObject(absent);
    await makeQueue(other, 'regional');
    const crosswise = other.send(new SendMessageCommand({ QueueUrl, MessageBody: 'lost' }));
    await expect(crosswise).rejects.toMatchObject(absent);
    expect(await bodies(sqs, QueueUrl)).toEqual([]);
  });

  test('answers only what is signed', async () => {
    const headers = { 'x-amz-target': 'AmazonSQS.ListQueues', 'content-type': 'application/x-amz-json-1.0' };
    const answer = await fetch(engines.endpoint, { method: 'POST', headers, body: '{}' });
    expect([answer.status, await answer.json()]).toMatchObject([
      403,
      { __type: /MissingAuthenticationToken/ },
    ]);
  });
});

test('a new object is announced to the queue that asked, as S3 writes it', async () => {
  const s3 = s3Client(engines.endpoint);
  const Bucket = 'announcing';
  await s3.send(new CreateBucketCommand({ Bucket }));
  const QueueUrl = await makeQueue(sqs, 'announced');
  const queue = 'arn:aws:sqs:eu-west-1:000000000000:announced';
  engines.s3?.buckets.announce(Bucket, [
    { id: 'inbox', queue, events: ['s3:ObjectCreated:*'], prefix: 'inbox/', suffix: '' },
  ]);
  await s3.send(new PutObjectCommand({ Bucket, Key: 'elsewhere/a', Body: 'x' }));
  const put = await s3.send(new PutObjectCommand({ Bucket, Key: 'inbox/a b+ä(1)', Body: 'four' }));
  const [first] = await bodies(sqs, QueueUrl);
  expect(JSON.parse(first ?? '')).toMatchObject({
    Records: [
      {
        eventSource: 'aws:s3',
        eventName: 'ObjectCreated:Put',
        awsRegion: 'eu-west-1',
        s3: {
          configurationId: 'inbox',
          bucket: { name: Bucket, arn: `arn:aws:s3:::${Bucket}` },
          object: { key: 'inbox/a+b%2B%C3%A4%281%29', size: 4, eTag: put.ETag?.replaceAll('"', '') },
        },
      },
    ],
  });
  const CopySource = `${Bucket}/elsewhere/a`;
  await s3.send(new CopyObjectCommand({ Bucket, Key: 'inbox/copy', CopySource }));
  const [second] = await bodies(sqs, QueueUrl);
  const sequencer = (body: string | undefined): string =>
    JSON.parse(body ?? '').Records[0].s3.object.sequencer;
  expect(JSON.parse(second ?? '').Records[0].eventName).toBe('ObjectCreated:Copy');
  expect(sequencer(second) > sequencer(first)).toBe(true);
});
