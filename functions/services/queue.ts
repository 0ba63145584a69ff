import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { logger } from './logger.ts';

/** Handles the messages of a queue one after the other; those that fail come again by themselves. */
export const eachMessage =
  (handle: (body: string) => Promise<void>) =>
  async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
    for (const { body, messageId } of Records) {
      try {
        await handle(body);
      } catch (error) {
        logger.error('message failed', { messageId, error: error as Error });
        batchItemFailures.push({ itemIdentifier: messageId });
      }
    }
    return { batchItemFailures };
  };
