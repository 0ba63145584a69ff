import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { logger } from './logger.ts';
import { tell } from './metrics.ts';

/** Handles the messages of a queue one after the other; those that fail come again by themselves. `deadline` is when the function ends. */
export const eachMessage =
  (handle: (body: string, deadline: Date) => Promise<void>) =>
  async ({ Records }: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
    const deadline = new Date(Date.now() + context.getRemainingTimeInMillis());
    for (const { body, messageId } of Records) {
      try {
        await handle(body, deadline);
      } catch (error) {
        logger.error('message failed', { messageId, error });
        tell('MessageFailed', 1);
        batchItemFailures.push({ itemIdentifier: messageId });
      } finally {
        // What was said of this message is not true of the next.
        logger.resetKeys();
      }
    }
    return { batchItemFailures };
  };
