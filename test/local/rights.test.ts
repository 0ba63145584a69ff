import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { BatchGetItemCommand, PutItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { GetQueueUrlCommand, ReceiveMessageCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { functionCredentials } from '#local/credentials.ts';
import { type LocalDeployment, startLocal } from '#local/deployment.ts';
import type { Use } from '#local/iam/authority.ts';
import { type Clients, clientsOf } from '#local/run/clients.ts';
import { temporaryFolder } from './engines.ts';
import { fixtureTemplates, type Template } from './fixtures/template.ts';

const region = 'eu-west-1';
const account = '000000000000';
const Bucket = `fixture-${account}-${region}`;
const folder = temporaryFolder();
const used: Use[] = [];
let local: LocalDeployment;
/** As the deployment itself, as its worker, and as a function whose role may do nothing. */
let owner: Clients;
let worker: Clients;
let nobody: Clients;

const keyOf = (name: string) => functionCredentials(`arn:aws:lambda:${region}:${account}:function:${name}`);

beforeAll(async () => {
  const templates = fixtureTemplates([region]);
  const observe = (use: Use) => used.push(use);
  local = await startLocal({ data: folder.path, port: 0, log: () => {}, templates, observe });
  owner = clientsOf(local.engines, region);
  worker = clientsOf(local.engines, region, keyOf('worker'));
  nobody = clientsOf(local.engines, region, keyOf('ways'));
});

afterAll(async () => {
  await local?.close();
  folder.remove();
});

/** How a call was refused. */
async function refusal(call: Promise<unknown>) {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) return undefined;
  const { $metadata } = error as Error & { $metadata?: { httpStatusCode: number } };
  return { name: error.name, message: error.message, status: $metadata?.httpStatusCode };
}

const sayingOf = (role: string, name: string, action: string, resource: string) =>
  `User: arn:aws:sts::${account}:assumed-role/${role}/${name} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;

describe('what a role does not grant', () => {
  const table = `arn:aws:dynamodb:${region}:${account}:table/fixture-records`;
  const Key = { pk: { S: 'x' }, sk: { S: 'x' } };

  test('DynamoDB refuses with a 400', async () => {
    const put = nobody.dynamodb.send(new PutItemCommand({ TableName: 'fixture-records', Item: Key }));
    expect(await refusal(put)).toEqual({
      name: 'AccessDeniedException',
      message: sayingOf('fixture-eu-west-1-Role', 'ways', 'dynamodb:PutItem', table),
      status: 400,
    });
  });

  test('DynamoDB asks for each table of a batch, and each part of a transaction', async () => {
    const batch = new BatchGetItemCommand({ RequestItems: { 'fixture-records': { Keys: [Key] } } });
    expect((await refusal(nobody.dynamodb.send(batch)))?.message).toContain('dynamodb:BatchGetItem');
    const transaction = new TransactWriteItemsCommand({
      TransactItems: [{ Delete: { TableName: 'fixture-records', Key } }],
    });
    expect((await refusal(nobody.dynamodb.send(transaction)))?.message).toContain('dynamodb:DeleteItem');
  });

  test('S3 refuses with a 403, in the words of IAM', async () => {
    expect(await refusal(nobody.s3.send(new PutObjectCommand({ Bucket, Key: 'done/x' })))).toEqual({
      name: 'AccessDenied',
      message: sayingOf('fixture-eu-west-1-Role', 'ways', 's3:PutObject', `arn:aws:s3:::${Bucket}/done/x`),
      status: 403,
    });
    const list = worker.s3.send(new ListObjectsV2Command({ Bucket }));
    expect((await refusal(list))?.message).toContain('s3:ListBucket');
    const copy = new CopyObjectCommand({ Bucket, Key: 'done/y', CopySource: `${Bucket}/done/x` });
    expect((await refusal(worker.s3.send(copy)))?.message).toContain('s3:GetObject');
  });

  test('S3 grants a prefix and no further', async () => {
    expect(
      await refusal(worker.s3.send(new PutObjectCommand({ Bucket, Key: 'done/x', Body: 'x' }))),
    ).toBeUndefined();
    expect((await refusal(worker.s3.send(new PutObjectCommand({ Bucket, Key: 'other/x' }))))?.status).toBe(
      403,
    );
  });

  test('S3 refuses each key of a DeleteObjects for itself', async () => {
    const Objects = [{ Key: 'done/x' }, { Key: 'kept/x' }];
    const { Errors = [] } = await nobody.s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(Errors.map(({ Key, Code }) => [Key, Code])).toEqual(
      Objects.map(({ Key }) => [Key, 'AccessDenied']),
    );
  });

  test('S3 hides whether there is an object from those who may not list', async () => {
    for (const Key of ['read/absent', 'read/there']) {
      await owner.s3.send(new PutObjectCommand({ Bucket, Key: 'read/there', Body: 'x' }));
      const status = (clients: Clients) =>
        refusal(clients.s3.send(new HeadObjectCommand({ Bucket, Key }))).then((error) => error?.status);
      expect(await status(owner)).toBe(Key === 'read/there' ? undefined : 404);
      expect(await status(clientsOf(local.engines, region, keyOf('echo')))).toBe(
        Key === 'read/there' ? undefined : 403,
      );
    }
  });

  test('a presigned address allows no more than its signer may', async () => {
    const echo = clientsOf(local.engines, region, keyOf('echo'));
    await owner.s3.send(new PutObjectCommand({ Bucket, Key: 'read/signed', Body: 'x' }));
    const answer = async (clients: Clients, Key: string) => {
      const url = await getSignedUrl(clients.s3, new GetObjectCommand({ Bucket, Key }), { expiresIn: 60 });
      return (await fetch(url)).status;
    };
    expect(await answer(echo, 'read/signed')).toBe(200);
    expect(await answer(echo, 'done/signed')).toBe(403);
    expect(await answer(worker, 'read/signed')).toBe(403);
  });

  test('SQS refuses with a 403', async () => {
    const { QueueUrl } = await owner.sqs.send(new GetQueueUrlCommand({ QueueName: 'fixture-work' }));
    const queue = `arn:aws:sqs:${region}:${account}:fixture-work`;
    const Entries = [{ Id: '1', MessageBody: 'x' }];
    const send = new SendMessageBatchCommand({ QueueUrl, Entries });
    expect(await refusal(worker.sqs.send(send))).toEqual({
      name: 'AccessDenied',
      message: sayingOf('fixture-eu-west-1-WorkerRole', 'worker', 'sqs:SendMessage', queue),
      status: 403,
    });
    expect((await refusal(nobody.sqs.send(new ReceiveMessageCommand({ QueueUrl }))))?.message).toContain(
      'sqs:ReceiveMessage',
    );
  });

  test('and a policy that denies outweighs what grants it', async () => {
    await owner.s3.send(new PutObjectCommand({ Bucket, Key: 'read/secret', Body: 'x' }));
    const echo = clientsOf(local.engines, region, keyOf('echo'));
    const read = (Key: string) => refusal(echo.s3.send(new GetObjectCommand({ Bucket, Key })));
    expect(await read('read/there')).toBeUndefined();
    expect((await read('read/secret'))?.message).toContain('with an explicit deny');
  });
});

test('a right is told of when it is used, as the policy spells it', () => {
  expect(used).toContainEqual({
    role: 'fixture-eu-west-1-WorkerRole',
    action: 's3:PutObject',
    resource: `arn:aws:s3:::${Bucket}/done/*`,
  });
});

describe('what a service may not do', () => {
  const without = (id: string): Template[] =>
    fixtureTemplates([region]).map((each) => {
      const { [id]: _, ...Resources } = each.template.Resources;
      return { ...each, template: { ...each.template, Resources } };
    });
  const others = temporaryFolder();
  afterAll(() => others.remove());
  const start = (templates: Template[]) =>
    startLocal({ data: mkdtempSync(join(others.path, 'run-')), port: 0, log: () => {}, templates });

  test('API Gateway calls no function that does not let it, for that very route', async () => {
    const other = await start(without('MayCallEchoOtherwise'));
    try {
      const status = async (path: string) => (await fetch(`${other.endpoints[region]}${path}`)).status;
      expect(await status('/items/1')).toBe(200);
      const answer = await fetch(`${other.endpoints[region]}/nothing`);
      expect([answer.status, await answer.json()]).toEqual([500, { message: 'Internal Server Error' }]);
    } finally {
      await other.close();
    }
  });

  test.each([
    ['QueuePolicy', /Unable to validate the following destination configurations/],
    ['WorkerPolicy', /execution role does not have permissions to call ReceiveMessage on SQS/],
  ])('without %s it does not deploy', async (id, saying) => {
    await expect(start(without(id))).rejects.toThrow(saying);
  });
});
