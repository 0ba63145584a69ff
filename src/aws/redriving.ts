import {
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';

/** Seconds in which a batch of letters is worked through; what is not done then comes to whoever asks next. */
const HIDDEN = 120;

/** Hands over the dead letters of a region's queue, one after the other; each goes when `handle` is done with it. */
export async function eachDeadLetter(
  region: string,
  queue: string,
  handle: (body: string) => Promise<void>,
): Promise<void> {
  const sqs = new SQSClient({ region, useQueueUrlAsEndpoint: false });
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: `${queue}-dead` }));
  const receive = { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: HIDDEN, WaitTimeSeconds: 1 };
  for (;;) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(receive));
    if (Messages.length === 0) return;
    for (const { Body = '', ReceiptHandle } of Messages) {
      await handle(Body);
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
}
