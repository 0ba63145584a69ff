/** By these names DynamoDB, S3 and SQS say: not so fast. */
const throttled = new Set([
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'SlowDown',
]);

/** Whether a store still throttled after the client's own attempts. */
export const isThrottled = (error: unknown): boolean => error instanceof Error && throttled.has(error.name);
