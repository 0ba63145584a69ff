import { ChangeMessageVisibilityCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import type { Tell } from '#domain/ports/measures.ts';
import { queuesOf } from './clients.ts';

/** A message that was received, by its queue's ARN. */
export interface Received {
  readonly queueArn: string;
  readonly receipt: string;
}

/** What puts off the next try of messages of the queues of the region it runs in, by seconds from now. */
export function postponer(region: string, tell: Tell) {
  const sqs = queuesOf({ region, isHome: true }, {}, tell);
  return async ({ queueArn, receipt }: Received, seconds: number): Promise<void> => {
    const QueueName = queueArn.slice(queueArn.lastIndexOf(':') + 1);
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
    await sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: receipt, VisibilityTimeout: seconds }),
    );
  };
}
