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
import { restoreStore } from '#aws/restoring/store.ts';
import { busyWhenThrottled } from '#aws/table/throttling.ts';
import { todoStore } from '#aws/table/todos.ts';
import { tokenStore } from '#aws/tokens/store.ts';
import type { Deployment, Region } from '#domain/ports/deployment.ts';
import type { Tell } from '#domain/ports/measures.ts';
import type { Names } from './names.ts';

/** Where the services are, when it is not AWS, and who asks. */
export interface Access {
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** The deployment of these names as it is seen from the region `here`. Without `tell` nobody watches over it. */
export function openDeployment(
  names: Names,
  here: string,
  access: Access = {},
  tell: Tell = () => {},
): Deployment {
  const regions = names.regions.map((region) => openRegion(names, region, access, tell));
  const home = regions.find(({ name }) => name === here);
  if (!home)
    throw new Error(`This runs in ${here}, which is not among the deployed regions ${names.regions}`);
  return { here: home, regions, now: () => new Date(), tell };
}

function openRegion(names: Names, region: string, access: Access, tell: Tell): Region {
  const throttling = busyWhenThrottled(tell);
  const tables = new DynamoDBClient({ ...access, region, maxAttempts: 4 });
  tables.middlewareStack.add(throttling);
  const db = DynamoDBDocumentClient.from(tables, { marshallOptions: { removeUndefinedValues: true } });
  const s3 = new S3Client({
    ...access,
    region,
    // Presigned URLs must not carry a checksum of a body that is not known yet.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    forcePathStyle: Boolean(access.endpoint ?? process.env['AWS_ENDPOINT_URL_S3']),
  });
  s3.middlewareStack.add(throttling);
  const sqs = new SQSClient({ ...access, region, useQueueUrlAsEndpoint: false });
  sqs.middlewareStack.add(throttling);
  const objects = objectStore(s3, `${names.objectsBucket}-${region}`);
  const { records = names.recordsTable, index = names.indexTable } = names.restored?.[region] ?? {};
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
    restore: restoreStore(db, records, index),
    entries: entryStore(db, records),
    fingerprints: fingerprintStore(db, records, objects),
    index: indexStore(db, index, tell),
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
