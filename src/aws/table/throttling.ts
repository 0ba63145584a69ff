import { Busy } from '#domain/errors.ts';

/** By these names DynamoDB, S3 and SQS say: not so fast. */
const throttled = new Set([
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'SlowDown',
]);

/** For a client's middleware stack: a store that still throttles after the client's own attempts is Busy. */
export const busyWhenThrottled =
  <Call, Answer>(next: (call: Call) => Promise<Answer>) =>
  async (call: Call): Promise<Answer> => {
    try {
      return await next(call);
    } catch (error) {
      if (!(error instanceof Error && throttled.has(error.name))) throw error;
      throw new Busy('The store is busy. Try again in a moment.', { cause: error });
    }
  };
