import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Engines, startEngines } from '#local/engines.ts';
import { credentials, regions, temporaryFolder } from './engines.ts';

function hasJava(): boolean {
  try {
    return execFileSync('java', ['--list-modules'], { encoding: 'utf8' }).includes('jdk.compiler');
  } catch {
    return false;
  }
}

const engineNames = ['dynoxide', 'dynamodb-local'] as const;
const installed = {
  dynoxide: process.platform === 'linux' && process.arch === 'x64',
  'dynamodb-local': hasJava(),
};

describe.each(engineNames.filter((name) => installed[name]))('with %s', (engine) => {
  const folder = temporaryFolder();
  let engines: Engines;
  const client = (region: string) =>
    new DynamoDBClient({ region, endpoint: engines.endpoint, credentials, maxAttempts: 1 });

  beforeAll(async () => {
    vi.stubEnv('REFRAIN_DYNAMODB', engine);
    engines = await startEngines({ data: folder.path, regions });
    const keys = {
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' as const }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' as const }],
    };
    const table = new CreateTableCommand({ TableName: 'things', BillingMode: 'PAY_PER_REQUEST', ...keys });
    await client(regions[0]).send(table);
  });

  afterAll(async () => {
    await engines?.close();
    vi.unstubAllEnvs();
    folder.remove();
  });

  test('tables are of their region only', async () => {
    expect((await client(regions[0]).send(new ListTablesCommand({}))).TableNames).toEqual(['things']);
    expect((await client(regions[1]).send(new ListTablesCommand({}))).TableNames).toEqual([]);
    const crosswise = client(regions[1]).send(
      new GetItemCommand({ TableName: 'things', Key: { pk: { S: 'x' } } }),
    );
    await expect(crosswise).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(client('sa-east-1').send(new ListTablesCommand({}))).rejects.toThrow(/not deployed here/);
  });

  test('a transaction is done whole or not at all', async () => {
    const here = client(regions[0]);
    const put = (pk: string) => ({
      Put: { TableName: 'things', Item: { pk: { S: pk } }, ConditionExpression: 'attribute_not_exists(pk)' },
    });
    await here.send(new TransactWriteItemsCommand({ TransactItems: [put('a')] }));
    const second = here.send(new TransactWriteItemsCommand({ TransactItems: [put('b'), put('a')] }));
    await expect(second).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }],
    });
    const b = new GetItemCommand({ TableName: 'things', Key: { pk: { S: 'b' } }, ConsistentRead: true });
    expect((await here.send(b)).Item).toBeUndefined();
  });

  test('a hundred writers at once are all served', async () => {
    const here = client(regions[0]);
    const writes = [...Array(100).keys()].map((i) =>
      here.send(
        new PutItemCommand({
          TableName: 'things',
          Item: { pk: { S: `many ${i}` }, text: { S: 'ä'.repeat(5000) } },
        }),
      ),
    );
    await expect(Promise.all(writes)).resolves.toHaveLength(100);
  });

  test('what is not signed is refused', async () => {
    const headers = {
      'x-amz-target': 'DynamoDB_20120810.ListTables',
      'content-type': 'application/x-amz-json-1.0',
    };
    const answer = await fetch(engines.endpoint, { method: 'POST', headers, body: '{}' });
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('MissingAuthenticationToken');
  });

  test('the engine is reached from this machine only', async () => {
    const [pidFile = ''] = readdirSync(join(folder.path, 'dynamodb')).filter((name) => name.endsWith('.pid'));
    const { pid } = JSON.parse(readFileSync(join(folder.path, 'dynamodb', pidFile), 'utf8'));
    const port = /-port\0(\d+)/.exec(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))?.[1];
    const reached = (host: string) =>
      new Promise<boolean>((resolve) => {
        const socket = connect(Number(port), host);
        socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
        socket.on('connect', () => socket.destroy());
      });
    expect(await reached('127.0.0.1')).toBe(true);
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter((address) => !address.internal && address.family === 'IPv4');
    for (const { address } of others) expect(await reached(address), address).toBe(false);
  });
});
