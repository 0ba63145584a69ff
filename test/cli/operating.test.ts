import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  CreateQueueCommand,
  GetQueueUrlCommand,
  PurgeQueueCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { repair } from '#domain/duplicates/repair.ts';
import { addFile } from '#domain/files/adding.ts';
import { processObject } from '#domain/files/processing.ts';
import { inboxKey } from '#domain/ports/objects.ts';
import { todoAt } from '#domain/ports/todo.ts';
import { localCredentials } from '#local/credentials.ts';
import { account, audioOf, fileBucket, heard, wantedFile } from '../aws/catalogue.ts';
import { hearing } from '../aws/hearing.ts';
import { startDeployment } from '../aws/store-region.ts';

const UID = 12;

const launcher = fileURLToPath(new URL('../../cli/refrain.mjs', import.meta.url));

let region: Awaited<ReturnType<typeof startDeployment>>;
let sqs: SQSClient;
beforeAll(async () => {
  region = await startDeployment();
  sqs = new SQSClient({ ...region.access, region: 'eu-west-1', useQueueUrlAsEndpoint: false });
  for (const QueueName of ['refrain-recordings-dead', 'refrain-dumps-dead'])
    await sqs.send(new CreateQueueCommand({ QueueName }));
});
afterAll(() => region.stop());

/** What the command prints, and with what it ends. */
async function refrain(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const { accessKeyId, secretAccessKey } = localCredentials();
  const { endpoint } = region.access;
  const env = {
    PATH: process.env['PATH'],
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_ENDPOINT_URL_SQS: endpoint,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, [launcher, ...args], { env })) };
  } catch (error) {
    const { code, stdout, stderr } = Object(error);
    return { code, stdout, stderr };
  }
}

describe('refrain doctor', () => {
  test('says that all is well, and what cannot be asked here', async () => {
    const { code, stdout } = await refrain('doctor', '--region', 'eu-west-1');
    expect(stdout).toMatch(/^ok {5}table refrain-records: ACTIVE, some \d+ items$/m);
    expect(stdout).toContain('ok     queue refrain-recordings-dead: 0 messages wait, 0 are worked on\n');
    expect(stdout).toContain('ok     todos: 0 overdue for 10 minutes\n');
    expect(stdout).toContain('-      functions: only AWS knows\n');
    expect(stdout).toMatch(/All is well\.\n$/);
    expect(code).toBe(0);
  });

  test('marks what is wrong, and ends with 2', async () => {
    const overdue = new Date(Date.now() - 3_600_000);
    const todo = todoAt(overdue, { kind: 'finish-move', acrId: 'a'.repeat(32) });
    await region.deployment.here.todos.add(todo);
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'refrain-dumps-dead' }));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'dead' }));
    const { code, stdout } = await refrain('doctor', '--region', 'eu-west-1', '--url', 'http://127.0.0.1:9');
    expect(stdout).toContain('WRONG  queue refrain-dumps-dead: 1 messages wait');
    expect(stdout).toContain('WRONG  todos: 1 overdue');
    expect(stdout).toContain('WRONG  API: could not be asked: ');
    expect(stdout).toContain('docs/runbook.md');
    expect(code).toBe(2);
    await sqs.send(new PurgeQueueCommand({ QueueUrl })).catch(() => {});
    await region.deployment.here.todos.done(todo.id);
  });

  test('tells it as JSON', async () => {
    const { stdout } = await refrain('doctor', '--region', 'eu-west-1', '--json');
    const { well, findings } = JSON.parse(stdout);
    expect(well).toBe(true);
    expect(findings).toContainEqual({ what: 'functions', is: 'only AWS knows', well: null });
  });

  test('of a stage that is not deployed, says that nothing of it is there', async () => {
    const { code, stdout } = await refrain('doctor', '--region', 'eu-west-1', '--stage', 'absent');
    expect(stdout).toContain('WRONG  table refrain-absent-records: not there\n');
    expect(stdout).toContain('WRONG  queue refrain-absent-recordings: not there\n');
    expect(code).toBe(2);
  });

  test.each([
    [['doctor'], /required option '--region/],
    [['reindex'], /required option '--region/],
    [['redrive'], /required option '--region/],
    [['doctor', '--region', 'eu-west-1', '--stage', 'A'], /context "stage": "A" will not do/],
  ])('%j says what is missing', async (args, sentence) => {
    const { code, stderr } = await refrain(...args);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(sentence) });
  });
});

describe('refrain reindex and repair', () => {
  test('say what they did', async () => {
    expect(await refrain('reindex', '--region', 'eu-west-1')).toMatchObject({
      code: 0,
      stdout: '0 recordings are in the index refrain-index.\n',
    });
    expect(await refrain('repair', '--region', 'eu-west-1')).toMatchObject({
      code: 0,
      stdout: 'Everything is as the records tell.\n',
    });
  });
});

describe('refrain redrive', () => {
  test('has a file that was given up processed again, and passes over what is gone', async () => {
    const { deployment } = region;
    const bucketId = await fileBucket(deployment, UID);
    const file = await addFile(deployment, account(UID), bucketId, wantedFile, audioOf('hard to hear'));
    const failing = hearing(async () => {
      throw new Error('out of memory');
    });
    for (let attempt = 0; attempt < 5; attempt++)
      await expect(processObject(deployment, failing, file.object)).rejects.toThrow('out of memory');
    await processObject(deployment, failing, file.object);
    const find = () => deployment.here.files.byAcrId(file.acrId);
    expect(await find()).toMatchObject({ state: -1, error: expect.stringContaining('again and again') });

    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'refrain-recordings-dead' }));
    for (const key of [file.object, inboxKey('0'.repeat(32))]) {
      const MessageBody = JSON.stringify({ Records: [{ s3: { object: { key } } }] });
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    }
    expect(await refrain('redrive', '--region', 'eu-west-1')).toMatchObject({
      code: 0,
      stdout: '1 files are processed again; of 1 there is nothing to do any more.\n',
    });
    expect(await find()).toMatchObject({ state: 0, error: null });
    expect(await repair(deployment, UID, () => {})).toEqual([]);
    await processObject(deployment, heard, file.object);
    expect(await find()).toMatchObject({ state: 1 });
    expect(await repair(deployment, UID, () => {})).toEqual([]);
  });
});
