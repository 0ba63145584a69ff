import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { logger } from './logger.ts';

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
        batchItemFailures.push({ itemIdentifier: messageId });
      }
    }
    return { batchItemFailures };
  };
