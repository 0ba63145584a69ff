import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { Route } from '#api/route.ts';
import { type Operation, routes } from '#api/routes.ts';
import { createToken, newSecret } from '#domain/tokens/tokens.ts';
import { names } from '../../test/aws/store-region.ts';
import type { World } from './world.ts';

export const UID = 7;

/** What a client heard; nothing when the process died that was to answer. */
export interface Heard {
  readonly status: number;
  readonly body: unknown;
}
const NOTHING: Heard = { status: 0, body: undefined };

/** The API, wherever it runs. */
export interface Api {
  call(operation: Operation, sent?: Sent): Promise<Heard>;
}

interface Sent {
  readonly params?: Readonly<Record<string, string | number>>;
  readonly json?: unknown;
  readonly multipart?: FormData;
  readonly key?: string;
}

type Handler = (
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>;

const REQUEST = 29_000;

/** Calls the API's functions in this program, each call in a process of its own. */
export class Client implements Api {
  private readonly handlers = new Map<string, Handler>();
  private readonly world: World;
  private readonly token: string;
  private calls = 0;

  private constructor(world: World, token: string) {
    this.world = world;
    this.token = token;
  }

  static async start(world: World): Promise<Client> {
    const { endpoint = '', credentials } = world.started.access;
    Object.assign(process.env, {
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL: endpoint,
      AWS_ENDPOINT_URL_S3: endpoint,
      AWS_ACCESS_KEY_ID: credentials?.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials?.secretAccessKey,
      REFRAIN_REGIONS: names.regions.join(','),
      REFRAIN_RECORDS_TABLE: names.recordsTable,
      REFRAIN_INDEX_TABLE: names.indexTable,
      REFRAIN_OBJECTS_BUCKET: names.objectsBucket,
      REFRAIN_RECORDINGS_QUEUE: names.recordingsQueue,
      REFRAIN_DUMPS_QUEUE: names.dumpsQueue,
      POWERTOOLS_LOG_LEVEL: process.env['POWERTOOLS_LOG_LEVEL'] ?? 'SILENT',
      POWERTOOLS_METRICS_DISABLED: 'true',
      POWERTOOLS_METRICS_NAMESPACE: 'Refrain/faults',
      POWERTOOLS_SERVICE_NAME: 'refrain-faults',
    });
    const { deployment } = await import('#functions/services/deployment.ts');
    Object.assign(deployment, { now: () => world.now() });
    // Each call is a process of its own, which has not heard what the stores told others.
    for (const region of deployment.regions) Object.assign(region, { busyFor: () => 0 });
    const secret = newSecret('eu-west-1');
    await createToken(deployment, { uid: UID, name: 'driver', scopes: ['admin'], expiresAt: null }, secret);
    const client = new Client(world, secret);
    for (const resource of ['buckets', 'files', 'uploads', 'dedup-files', 'dumps', 'duplicates']) {
      const { handler } = await import(`../../functions/${resource}.ts`);
      client.handlers.set(resource, handler);
    }
    return client;
  }

  async call(operation: Operation, { params = {}, json, multipart, key }: Sent = {}): Promise<Heard> {
    const route: Route = routes[operation];
    const handler = this.handlers.get(route.resource);
    if (!handler) throw new Error(`no function answers ${operation}`);
    const form = multipart && new Response(multipart);
    const type = form?.headers.get('content-type') ?? 'application/json';
    const body = form ? Buffer.from(await form.arrayBuffer()).toString('base64') : JSON.stringify(json);
    const parameters = Object.fromEntries(
      Object.entries(params).map(([name, value]) => [name, String(value)]),
    );
    const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => parameters[name] ?? '');
    const event: APIGatewayProxyEventV2 = {
      version: '2.0',
      routeKey: `${route.method} ${route.path}`,
      rawPath: path,
      rawQueryString: '',
      headers: {
        authorization: `Bearer ${this.token}`,
        host: 'api.test',
        ...(body !== undefined && { 'content-type': type }),
        ...(key !== undefined && { 'idempotency-key': key }),
      },
      requestContext: {
        accountId: '000000000000',
        apiId: 'faults',
        domainName: 'api.test',
        domainPrefix: 'api',
        http: {
          method: route.method,
          path,
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'driver',
        },
        requestId: `request-${++this.calls}`,
        routeKey: `${route.method} ${route.path}`,
        stage: '$default',
        time: '',
        timeEpoch: Date.now(),
      },
      pathParameters: parameters,
      ...(body !== undefined && { body }),
      isBase64Encoded: form !== undefined,
    };
    const end = Date.now() + REQUEST;
    const context = { getRemainingTimeInMillis: () => end - Date.now() } as Context;
    const answer = await this.world.run(() => handler(event, context));
    if (!answer) return NOTHING;
    const text = answer.body ?? '';
    const told = answer.isBase64Encoded
      ? Buffer.from(text, 'base64')
      : text === ''
        ? undefined
        : JSON.parse(text);
    return { status: answer.statusCode ?? 200, body: told };
  }
}
