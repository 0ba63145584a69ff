import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
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
import { keyStore } from '#aws/keys/store.ts';
import { objectStore } from '#aws/objects/store.ts';
import { recountStore } from '#aws/recount/store.ts';
import { restoreStore } from '#aws/restoring/store.ts';
import { Pressure } from '#aws/table/pressure.ts';
import { todoStore } from '#aws/table/todos.ts';
import { tokenStore } from '#aws/tokens/store.ts';
import type { Deployment, Region } from '#domain/ports/deployment.ts';
import type { Tell } from '#domain/ports/measures.ts';
import { type Access, objectsOf, type Place, queuesOf, tablesOf } from './clients.ts';
import type { Names } from './names.ts';

/** The deployment of these names as it is seen from the region `here`. Without `tell` nobody watches over it. */
export function openDeployment(
  names: Names,
  here: string,
  access: Access = {},
  tell: Tell = () => {},
): Deployment {
  const regions = names.regions.map((region) =>
    openRegion(names, { region, isHome: region === here }, access, tell),
  );
  const home = regions.find(({ name }) => name === here);
  if (!home)
    throw new Error(`This runs in ${here}, which is not among the deployed regions ${names.regions}`);
  return { here: home, regions, now: () => new Date(), tell };
}

function openRegion(names: Names, place: Place, access: Access, tell: Tell): Region {
  const { region } = place;
  const pressure = new Pressure();
  const db = DynamoDBDocumentClient.from(tablesOf(place, access, tell, pressure), {
    marshallOptions: { removeUndefinedValues: true },
  });
  const s3 = objectsOf(place, access, tell);
  const sqs = queuesOf(place, access, tell);
  const objects = objectStore(s3, `${names.objectsBucket}-${region}`);
  const { records = names.recordsTable, index = names.indexTable } = names.restored?.[region] ?? {};
  return {
    name: region,
    busyFor: () => pressure.left(),
    objects,
    buckets: bucketStore(db, records),
    files: fileStore(db, records, {
      announce: ({ object }) =>
        send(sqs, names.recordingsQueue, { Records: [{ s3: { object: { key: object } } }] }),
      isBusy: async () => (await messagesIn(sqs, names.recordingsQueue)) > 0,
    }),
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
    keys: keyStore(db, records),
    todos: todoStore(db, records),
    tokens: tokenStore(db, records),
  };
}

/** Those that wait, and those that are being worked on: about as many. */
async function messagesIn(sqs: SQSClient, queue: string): Promise<number> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queue }));
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return Object.values(Attributes).reduce((sum, messages) => sum + Number(messages), 0);
}

async function send(sqs: SQSClient, queue: string, message: unknown): Promise<void> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queue }));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(message) }));
}
