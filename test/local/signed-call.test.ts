import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Engines, startEngines } from '#local/engines.ts';
import { credentials, regions, temporaryFolder } from './engines.ts';

const folder = temporaryFolder();
let engines: Engines;
beforeAll(async () => {
  engines = await startEngines({ data: folder.path, regions });
});
afterAll(async () => {
  await engines.close();
  folder.remove();
});

interface Sent {
  readonly headers: Record<string, string>;
  readonly body: string;
}
/** Sends a harmless call, signed with this secret; tells what went over the wire. */
type Call = (secretAccessKey: string) => Promise<Sent>;

const at = (secretAccessKey: string) => ({
  region: regions[0],
  endpoint: engines.endpoint,
  credentials: { ...credentials, secretAccessKey },
  maxAttempts: 1,
});

/** For a client's middleware: what it sends, as it is signed. */
function overhearing(sent: Sent[]) {
  return <A extends object, R>(next: (call: A) => Promise<R>) =>
    (call: A): Promise<R> => {
      const { headers, body } = Object(Object(call).request);
      sent.push({ headers: { ...headers }, body: Buffer.from(body).toString() });
      return next(call);
    };
}

const askDynamoDB: Call = async (secret) => {
  const client = new DynamoDBClient(at(secret));
  const sent: Sent[] = [];
  client.middlewareStack.add(overhearing(sent), { step: 'finalizeRequest', priority: 'low' });
  await client.send(new ListTablesCommand({}));
  return sent[0] ?? { headers: {}, body: '' };
};

const askSqs: Call = async (secret) => {
  const client = new SQSClient(at(secret));
  const sent: Sent[] = [];
  client.middlewareStack.add(overhearing(sent), { step: 'finalizeRequest', priority: 'low' });
  await client.send(new ListQueuesCommand({}));
  return sent[0] ?? { headers: {}, body: '' };
};

describe.each([
  ['DynamoDB', askDynamoDB],
  ['SQS', askSqs],
])('%s', (_name, ask) => {
  test('answers who signs with the secret of the key, and nobody else', async () => {
    expect((await ask(credentials.secretAccessKey)).headers).toHaveProperty('authorization');
    await expect(ask('another secret')).rejects.toMatchObject({ name: 'InvalidSignatureException' });
  });

  /** The same signed call as it was overheard, changed. */
  async function overheard(change: Partial<Sent>) {
    const sent = await ask(credentials.secretAccessKey);
    const { host: _, ...headers } = { ...sent.headers, ...change.headers };
    const body = change.body ?? sent.body;
    const answer = await fetch(engines.endpoint, { method: 'POST', headers, body });
    return { status: answer.status, text: await answer.text() };
  }

  test('takes the same call again, not with another body, at another time, or for another operation', async () => {
    expect(await overheard({})).toMatchObject({ status: 200 });
    const others = [
      await overheard({ body: '[]' }),
      await overheard({ headers: { 'x-amz-date': '20200101T000000Z' } }),
      await overheard({ headers: { 'x-amz-target': 'DynamoDB_20120810.DeleteTable' } }),
    ];
    for (const { status, text } of others) {
      expect([400, 403]).toContain(status);
      expect(text).toContain('InvalidSignatureException');
    }
  });
});
