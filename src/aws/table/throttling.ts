import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { Busy } from '#domain/errors.ts';
import type { Tell } from '#domain/ports/measures.ts';
import type { Pressure } from './pressure.ts';

/** By these names DynamoDB, S3 and SQS say: not so fast. */
const throttled = new Set([
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'SlowDown',
]);

/** And by these in the reasons of a cancelled transaction. */
export const throttlingReasons = new Set([
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
  'RequestLimitExceeded',
]);

/**
 * For a client's middleware stack: a store that still throttles or fails after the client's own attempts is Busy. Every
 * call that was throttled is told, also one that its caller repeats: what a batch left over, a transaction.
 */
export const busyWhenThrottled =
  (tell: Tell) =>
  <Call, Answer>(next: (call: Call) => Promise<Answer>) =>
  async (call: Call): Promise<Answer> => {
    try {
      const answer = await next(call);
      if (isLeftOver(answer)) tell('Throttled', 1);
      return answer;
    } catch (error) {
      if (isFailure(error)) throw new Busy('The store fails. Try again in a moment.', { cause: error });
      if (!isThrottled(error)) throw error;
      tell('Throttled', 1);
      if (error instanceof TransactionCanceledException) throw error;
      throw new Busy('The store is busy. Try again in a moment.', { cause: error });
    }
  };

/** For the part of a client's stack that each attempt goes through: the first one that is throttled tells already. */
export const pressing =
  (pressure: Pressure) =>
  <Call, Answer>(next: (call: Call) => Promise<Answer>) =>
  async (call: Call): Promise<Answer> => {
    try {
      const answer = await next(call);
      if (isLeftOver(answer)) pressure.throttled();
      else pressure.served();
      return answer;
    } catch (error) {
      if (isThrottled(error)) pressure.throttled();
      throw error;
    }
  };

function isThrottled(error: unknown): error is Error {
  if (error instanceof TransactionCanceledException)
    return (error.CancellationReasons ?? []).some(({ Code = '' }) => throttlingReasons.has(Code));
  return error instanceof Error && throttled.has(error.name);
}

/** The store's own: an error of its servers, which says nothing of the call. */
function isFailure(error: unknown): boolean {
  const status = member(member(error, '$metadata'), 'httpStatusCode');
  return typeof status === 'number' && status >= 500 && !isThrottled(error);
}

/** A batch of which DynamoDB has not done all. */
function isLeftOver(answer: unknown): boolean {
  const output = member(answer, 'output');
  const left = member(output, 'UnprocessedKeys') ?? member(output, 'UnprocessedItems') ?? {};
  return Object.keys(left).length > 0;
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
