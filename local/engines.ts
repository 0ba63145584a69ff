import type { Server } from 'node:http';
import { join } from 'node:path';
import { localCredentials } from './credentials.ts';
import { startTables, type TableEngines } from './dynamodb/engines.ts';
import { DynamoDbService } from './dynamodb/service.ts';
import { overrides } from './endpoints.ts';
import { frontServer } from './front/server.ts';
import { Authority, type Use } from './iam/authority.ts';
import { listen } from './listen.ts';
import { sendWithSdk } from './run/clients.ts';
import type { Announce } from './s3/outbox.ts';
import { S3Service } from './s3/service.ts';
import { SqsService } from './sqs/service.ts';

export interface EngineOptions {
  readonly data: string;
  readonly regions: readonly string[];
  /** Of the front server; 0 or nothing: any free one. */
  readonly port?: number;
  /** Of every wait of SQS; 1 when absent. */
  readonly timeScale?: number;
  /** Hears of every right that a function makes use of. */
  readonly observe?: ((use: Use) => void) | undefined;
}

/** DynamoDB, S3 and SQS of all regions behind one address. */
export interface Engines {
  /** For AWS_ENDPOINT_URL and the clients' `endpoint`. */
  readonly endpoint: string;
  /** Our own S3, unless AWS_ENDPOINT_URL_S3 puts another in its place. */
  readonly s3: S3Service | undefined;
  /** Knows who may do what; so far the deployment's own key alone, which may do everything. */
  readonly authority: Authority;
  close(): Promise<void>;
}

/** Starts what no AWS_ENDPOINT_URL_… overrides. Nothing is declared yet: no table, no bucket, no queue. */
export async function startEngines({
  data,
  regions,
  port = 0,
  timeScale = 1,
  observe,
}: EngineOptions): Promise<Engines> {
  const credentials = localCredentials();
  const authority = new Authority(credentials, observe);
  const external = overrides();
  const sqs = external.sqs ? undefined : new SqsService(join(data, 'sqs'), authority, timeScale);
  const announce: Announce = sqs
    ? async (queue, body) => sqs.send(queue, body)
    : (queue, body) => sendWithSdk(String(external.sqs), credentials, queue, body);
  const s3 = external.s3 ? undefined : new S3Service(join(data, 's3'), authority, announce);
  let tables: TableEngines | undefined;
  let dynamodb: DynamoDbService | undefined;
  let server: Server | undefined;

  const close = async (): Promise<void> => {
    server?.close();
    sqs?.close();
    server?.closeAllConnections();
    await s3?.close();
    dynamodb?.close();
    await tables?.close();
  };

  try {
    await s3?.recover();
    if (!external.dynamodb) {
      tables = await startTables(join(data, 'dynamodb'), regions);
      dynamodb = new DynamoDbService(tables, authority, credentials.accessKeyId);
    }
    server = frontServer({
      regions,
      authority,
      dynamodb: dynamodb && ((request, response, scope) => void dynamodb?.handle(request, response, scope)),
      s3: s3 && ((request, response, scope) => void s3.handle(request, response, scope)),
      sqs: sqs && ((request, response, scope) => void sqs.handle(request, response, scope)),
      unsigned: s3 && ((request, response) => void s3.handle(request, response, undefined)),
    });
    await listen(server, port);
  } catch (error) {
    await close();
    throw error;
  }
  const address = server.address();
  const actual = typeof address === 'object' ? address?.port : port;
  return { endpoint: `http://127.0.0.1:${actual}`, s3, authority, close };
}
