import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { GetQueueUrlCommand, SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalDeployment, startLocal } from '#local/deployment.ts';
import { bodies, s3Client, sqsClient, temporaryFolder } from './engines.ts';
import { fixtureTemplates } from './fixtures/template.ts';

const folder = temporaryFolder();
const Bucket = 'fixture-000000000000-eu-west-1';
let local: LocalDeployment;
let s3: ReturnType<typeof s3Client>;
let sqs: ReturnType<typeof sqsClient>;
let QueueUrl: string | undefined;

async function start(): Promise<void> {
  local = await startLocal({
    data: folder.path,
    port: 0,
    log: () => {},
    templates: fixtureTemplates(['eu-west-1']),
    // A minute is a second.
    timeScale: 1 / 60,
  });
  const answer = await fetch(`${local.endpoints['eu-west-1']}/x`);
  const { variables } = JSON.parse(await answer.text());
  s3 = s3Client(variables.AWS_ENDPOINT_URL_S3);
  sqs = sqsClient(variables.AWS_ENDPOINT_URL_SQS);
  QueueUrl = (await sqs.send(new GetQueueUrlCommand({ QueueName: 'fixture-work' }))).QueueUrl;
}

beforeAll(start);

afterAll(async () => {
  await local?.close();
  folder.remove();
});

/** The texts of the messages that the worker has done, once there are so many. */
async function done(count: number): Promise<string[]> {
  for (;;) {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'done/' }));
    if (Contents.length < count) continue;
    const texts = Contents.map(async ({ Key }) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return (await Body?.transformToString()) ?? '';
    });
    return Promise.all(texts);
  }
}

test('messages are worked through; a failed one of a batch comes again, the others do not', async () => {
  const Entries = ['one', 'fail at first', 'three'].map((MessageBody, i) => ({ Id: String(i), MessageBody }));
  await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  expect((await done(3)).sort()).toEqual(['fail at first', 'one', 'three']);
});

test('an object below the prefix reaches the worker through its queue', async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: 'inbox/new', Body: 'x' }));
  const event = (await done(4)).find((text) => text.includes('Records'));
  expect(JSON.parse(event ?? '').Records[0].s3.object.key).toBe('inbox/new');
});

test('a message that always fails ends among the dead letters', async () => {
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'throw' }));
  const dead = (await sqs.send(new GetQueueUrlCommand({ QueueName: 'fixture-dead' }))).QueueUrl ?? '';
  const letters: string[] = [];
  while (letters.length === 0) letters.push(...(await bodies(sqs, dead)));
  expect(letters).toEqual(['throw']);
});

test('the token and the data outlast a restart', async () => {
  const { token } = local;
  await local.close();
  await start();
  expect(local.token).toBe(token);
  expect(await done(4)).toHaveLength(4);
});
