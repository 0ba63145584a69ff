import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEventV2, Context, SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { addFile } from '#domain/files/adding.ts';
import { todoAt } from '#domain/ports/todo.ts';
import { createToken, newSecret } from '#domain/tokens/tokens.ts';
import { account, audioOf, fileBucket, wantedFile } from '../aws/catalogue.ts';
import { startDeployment } from '../aws/store-region.ts';

// What the functions write for those who watch over a deployment: the handlers run as they are, on the local engines.

const UID = 31;
let started: Awaited<ReturnType<typeof startDeployment>>;
beforeAll(async () => {
  started = await startDeployment();
  const { endpoint = '', credentials } = started.access;
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-1',
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ACCESS_KEY_ID: credentials?.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials?.secretAccessKey,
    REFRAIN_REGIONS: 'eu-west-1,us-west-2',
    REFRAIN_RECORDS_TABLE: 'refrain-records',
    REFRAIN_INDEX_TABLE: 'refrain-index',
    REFRAIN_OBJECTS_BUCKET: 'refrain-000000000000',
    REFRAIN_RECORDINGS_QUEUE: 'refrain-recordings',
    REFRAIN_DUMPS_QUEUE: 'refrain-dumps',
    POWERTOOLS_SERVICE_NAME: 'refrain-test',
    POWERTOOLS_METRICS_NAMESPACE: 'Refrain/test',
  });
});
afterAll(() => started.stop());

type Line = Record<string, unknown>;

/** The lines of JSON that are written meanwhile. */
async function written(work: () => Promise<unknown>): Promise<Line[]> {
  let text = '';
  const keep = (chunk: unknown) => {
    text += String(chunk);
    return true;
  };
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation(keep),
  );
  try {
    await work();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return text.split('\n').flatMap((line): Line[] => (line.startsWith('{') ? [JSON.parse(line)] : []));
}

/** The measurements among them: with the names and dimensions under which CloudWatch has them. */
const measurements = (lines: readonly Line[]) =>
  lines.flatMap((line) => {
    const { CloudWatchMetrics = [] } = Object(line['_aws']);
    return CloudWatchMetrics.map(({ Namespace, Dimensions, Metrics }: Record<string, string[][]>) => ({
      namespace: Namespace,
      dimensions: Object.fromEntries((Dimensions?.[0] ?? []).map((name) => [name, line[name]])),
      values: Object.fromEntries(
        Object.values(Metrics ?? []).map((metric) => [Object(metric).Name, line[Object(metric).Name]]),
      ),
    }));
  });

const context = { getRemainingTimeInMillis: () => 60_000 } as Context;
const arrived = (key: string) =>
  ({
    Records: [{ messageId: '1', body: JSON.stringify({ Records: [{ s3: { object: { key } } }] }) }],
  }) as SQSEvent;

describe('a worker', () => {
  it('tells of which file a line is and which request sent it, and measures that it was refused', async () => {
    const { handler } = await import('#functions/workers/fingerprint.ts');
    const { deployment } = started;
    const bucketId = await fileBucket(deployment, UID);
    const described = { ...wantedFile, request: 'request-1' };
    const file = await addFile(deployment, account(UID), bucketId, described, audioOf('no audio'));
    const lines = await written(() => handler(arrived(file.object), context));
    expect(lines).toContainEqual(
      expect.objectContaining({
        level: 'INFO',
        service: 'refrain-test',
        acr_id: file.acrId,
        bucket: bucketId,
        request_id: 'request-1',
      }),
    );
    expect(measurements(lines)).toEqual([
      {
        namespace: 'Refrain/test',
        dimensions: { service: 'refrain-test', reason: 'unusable' },
        values: { FileRefused: 1 },
      },
    ]);
  });

  it('measures a message that failed, says of none what was true of another, and has it come again', async () => {
    const { handler } = await import('#functions/workers/fingerprint.ts');
    const attributes = { ApproximateReceiveCount: '1' };
    const record = { messageId: '2', body: 'no JSON', receiptHandle: 'gone.1', attributes };
    const event = { Records: [record] } as SQSEvent;
    let answer: unknown;
    const lines = await written(async () => {
      answer = await handler(event, context);
    });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
    expect(lines.find(({ level }) => level === 'ERROR')).not.toHaveProperty('acr_id');
    expect(measurements(lines).map(({ values }) => values)).toEqual([{ MessageFailed: 1 }]);
  });
});

describe('the sweeper', () => {
  it('measures a todo that cannot be done', async () => {
    const { handler } = await import('#functions/workers/sweeper.ts');
    const acrId = 'b'.repeat(32);
    const db = DynamoDBDocumentClient.from(new DynamoDBClient({ ...started.access, region: 'eu-west-1' }));
    const TableName = 'refrain-records';
    const place = { bucketId: 65, id: 9 };
    const spoilt = { pk: 'bucket#65', sk: `file#${'9'.padStart(16, '0')}`, id: 'nine' };
    await db.send(new PutCommand({ TableName, Item: { pk: `acr#${acrId}`, sk: 'file', ...place } }));
    await db.send(new PutCommand({ TableName, Item: spoilt }));
    const { todos } = started.deployment.here;
    await todos.add(todoAt(new Date(Date.now() - 1000), { kind: 'settle-file', acrId, tries: 0 }));
    const lines = await written(() => handler());
    expect(measurements(lines)).toEqual([
      { namespace: 'Refrain/test', dimensions: { service: 'refrain-test' }, values: { TodoFailed: 1 } },
    ]);
  });
});

describe('an answer', () => {
  it('is logged with account and token id, never with the token, also when it is a refusal', async () => {
    const { handler } = await import('#functions/buckets.ts');
    const secret = newSecret('eu-west-1');
    const wanted = { uid: UID, name: 'watched', scopes: ['read'], expiresAt: null } as const;
    const { id } = await createToken(started.deployment, wanted, secret);
    const call = (routeKey: string, headers: Record<string, string>) => {
      const requestContext = {
        requestId: `id of ${routeKey}`,
        timeEpoch: Date.now(),
        http: { method: routeKey.split(' ')[0] },
      };
      const event = { routeKey, rawPath: '/api/buckets', rawQueryString: '', headers, requestContext };
      return written(async () => handler(event as unknown as APIGatewayProxyEventV2, context));
    };
    const authorized = { authorization: `Bearer ${secret}`, host: 'api.example.org' };
    const answered = await call('GET /api/buckets', authorized);
    const forbidden = await call('POST /api/buckets', authorized);
    const unknown = await call('GET /api/buckets', { host: 'api.example.org' });
    const line = { message: 'answered', account: UID, token: id };
    expect(answered).toContainEqual(
      expect.objectContaining({ ...line, status: 200, requestId: 'id of GET /api/buckets' }),
    );
    expect(forbidden).toContainEqual(expect.objectContaining({ ...line, status: 403 }));
    expect(unknown).toContainEqual(expect.objectContaining({ message: 'answered', status: 401 }));
    expect(JSON.stringify([answered, forbidden, unknown])).not.toContain(secret);
  });
});
