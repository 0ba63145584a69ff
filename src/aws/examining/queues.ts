import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  QueueDoesNotExist,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { Finding } from './finding.ts';

/** What waits in each of these queues, and what lies among its dead letters. */
export async function examineQueues(region: string, queues: readonly string[]): Promise<Finding[]> {
  const client = new SQSClient({ region, useQueueUrlAsEndpoint: false });
  const found = await Promise.all(
    queues.map(async (queue) => [
      await examineQueue(client, queue, () => true),
      await examineQueue(client, `${queue}-dead`, (messages) => messages === 0),
    ]),
  );
  return found.flat();
}

async function examineQueue(
  client: SQSClient,
  queue: string,
  isWell: (messages: number) => boolean,
): Promise<Finding> {
  const what = `queue ${queue}`;
  try {
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: queue }));
    const { Attributes = {} } = await client.send(
      new GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    const waiting = Number(Attributes['ApproximateNumberOfMessages'] ?? 0);
    const worked = Number(Attributes['ApproximateNumberOfMessagesNotVisible'] ?? 0);
    return { what, is: `${waiting} messages wait, ${worked} are worked on`, isWell: isWell(waiting) };
  } catch (error) {
    if (error instanceof QueueDoesNotExist) return { what, is: 'not there', isWell: false };
    throw error;
  }
}
