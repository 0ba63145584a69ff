import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { postponer } from '#aws/postponing.ts';
import { logger } from './logger.ts';
import { tell } from './metrics.ts';

/** Until a message that failed is tried again, in seconds; longer with each attempt. */
const PAUSE = 30;

const postpone = postponer(String(process.env['AWS_REGION']), tell);

/** Left alone it would come again when its queue lets go of it: in an hour and a half. */
async function comeAgain({ eventSourceARN, receiptHandle, attributes }: SQSRecord): Promise<void> {
  const seconds = PAUSE * Number(attributes.ApproximateReceiveCount);
  try {
    await postpone({ queueArn: eventSourceARN, receipt: receiptHandle }, seconds);
  } catch (error) {
    logger.warn('message comes late', { error });
  }
}

/** Handles the messages of a queue one after the other; those that fail come again. `deadline` is when the function ends. */
export const eachMessage =
  (handle: (body: string, deadline: Date) => Promise<void>) =>
  async ({ Records }: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
    const deadline = new Date(Date.now() + context.getRemainingTimeInMillis());
    for (const record of Records) {
      const { body, messageId } = record;
      try {
        await handle(body, deadline);
      } catch (error) {
        logger.error('message failed', { messageId, error });
        tell('MessageFailed', 1);
        batchItemFailures.push({ itemIdentifier: messageId });
        await comeAgain(record);
      } finally {
        // What was said of this message is not true of the next.
        logger.resetKeys();
      }
    }
    return { batchItemFailures };
  };
