import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Pressure } from '#aws/table/pressure.ts';
import { busyWhenThrottled, pressing } from '#aws/table/throttling.ts';
import { unhinderedWrites } from '#aws/table/transaction.ts';
import type { Tell } from '#domain/ports/measures.ts';
import { unreachableWhenSilent } from './unreachable.ts';

/** Where the services are, when it is not AWS, and who asks. */
export interface Access {
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Milliseconds until an answer begins. Without them a region that hangs would hang whoever asks it. */
const afar = { connectionTimeout: 3000, requestTimeout: 5000, throwOnRequestTimeout: true };
/**
 * Who decodes sound hears nothing meanwhile, and the answer may have come long ago. A call that waits until one of the
 * client's connections is free counts as one that gets none.
 */
const atHome = { connectionTimeout: 15_000, requestTimeout: 30_000, throwOnRequestTimeout: true };

/** A region, and whether this code runs in it. */
export interface Place {
  readonly region: string;
  readonly isHome: boolean;
}

const patience = ({ isHome }: Place) => (isHome ? atHome : afar);

export function tablesOf(place: Place, access: Access, tell: Tell, pressure?: Pressure): DynamoDBClient {
  const { region } = place;
  const tables = new DynamoDBClient({ ...access, region, maxAttempts: 4, requestHandler: patience(place) });
  tables.middlewareStack.add(busyWhenThrottled(tell));
  if (pressure) tables.middlewareStack.add(pressing(pressure), { step: 'finalizeRequest', priority: 'low' });
  tables.middlewareStack.add(unreachableWhenSilent(region));
  tables.middlewareStack.add(unhinderedWrites);
  return tables;
}

export function objectsOf(place: Place, access: Access, tell: Tell): S3Client {
  const { region } = place;
  const s3 = new S3Client({
    ...access,
    region,
    // Presigned URLs must not carry a checksum of a body that is not known yet.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    forcePathStyle: Boolean(access.endpoint ?? process.env['AWS_ENDPOINT_URL_S3']),
    // It answers when it has the whole part of an upload.
    requestHandler: { ...patience(place), requestTimeout: 30_000 },
  });
  s3.middlewareStack.add(busyWhenThrottled(tell));
  s3.middlewareStack.add(unreachableWhenSilent(region));
  return s3;
}

export function queuesOf(place: Place, access: Access, tell: Tell): SQSClient {
  const { region } = place;
  const sqs = new SQSClient({
    ...access,
    region,
    useQueueUrlAsEndpoint: false,
    requestHandler: patience(place),
  });
  sqs.middlewareStack.add(busyWhenThrottled(tell));
  sqs.middlewareStack.add(unreachableWhenSilent(region));
  return sqs;
}
