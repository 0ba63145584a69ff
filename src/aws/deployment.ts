import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { bucketStore } from '#aws/buckets/store.ts';
import { entryStore } from '#aws/dedup/store.ts';
import { dumpStore } from '#aws/dumps/store.ts';
import { clusterStore } from '#aws/duplicates/cluster-store.ts';
import { duplicateStore } from '#aws/duplicates/store.ts';
import { moveStore } from '#aws/files/moves.ts';
import { fileStore } from '#aws/files/store.ts';
import { fingerprintStore } from '#aws/index/fingerprints.ts';
import { indexStore } from '#aws/index/postings.ts';
import { objectStore } from '#aws/objects/store.ts';
import { recountStore } from '#aws/recount/store.ts';
import { busyWhenThrottled } from '#aws/table/throttling.ts';
import { todoStore } from '#aws/table/todos.ts';
import { tokenStore } from '#aws/tokens/store.ts';
import type { Deployment, Region } from '#domain/ports/deployment.ts';
import type { Names } from './names.ts';

/** Where the services are, when it is not AWS, and who asks. */
export interface Access {
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** The deployment of these names as it is seen from the region `here`. */
export function openDeployment(names: Names, here: string, access: Access = {}): Deployment {
  const regions = names.regions.map((region) => openRegion(names, region, access));
  const home = regions.find(({ name }) => name === here);
  if (!home)
    throw new Error(`This runs in ${here}, which is not among the deployed regions ${names.regions}`);
  return { here: home, regions, now: () => new Date() };
}

function openRegion(names: Names, region: string, access: Access): Region {
  const tables = new DynamoDBClient({ ...access, region, maxAttempts: 4 });
  tables.middlewareStack.add(busyWhenThrottled);
  const db = DynamoDBDocumentClient.from(tables, { marshallOptions: { removeUndefinedValues: true } });
  const s3 = new S3Client({
    ...access,
    region,
    // Presigned URLs must not carry a checksum of a body that is not known yet.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    forcePathStyle: Boolean(access.endpoint ?? process.env['AWS_ENDPOINT_URL_S3']),
  });
  s3.middlewareStack.add(busyWhenThrottled);
  const sqs = new SQSClient({ ...access, region, useQueueUrlAsEndpoint: false });
  sqs.middlewareStack.add(busyWhenThrottled);
  const objects = objectStore(s3, `${names.objectsBucket}-${region}`);
  const { recordsTable: records, indexTable } = names;
  return {
    name: region,
    objects,
    buckets: bucketStore(db, records),
    files: fileStore(db, records, ({ object }) =>
      send(sqs, names.recordingsQueue, { Records: [{ s3: { object: { key: object } } }] }),
    ),
    moves: moveStore(db, records),
    duplicates: duplicateStore(db, records),
    clusters: clusterStore(db, records),
    recounts: recountStore(db, records),
    entries: entryStore(db, records),
    fingerprints: fingerprintStore(db, records, objects),
    index: indexStore(db, indexTable),
    dumps: dumpStore(db, records, ({ bucketId, taskId }) =>
      send(sqs, names.dumpsQueue, { bucketId, taskId }),
    ),
    todos: todoStore(db, records),
    tokens: tokenStore(db, records),
  };
}

async function send(sqs: SQSClient, queue: string, message: unknown): Promise<void> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queue }));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(message) }));
}
