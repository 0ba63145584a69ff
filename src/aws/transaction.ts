import {
  TransactionCanceledException,
  TransactionConflictException,
  TransactionInProgressException,
} from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { Busy } from '#domain/errors.ts';
import { growingPause } from '#domain/pause.ts';

export type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

const ATTEMPTS = 14;
const PAUSES = { first: 8, longest: 800 };

/** Codes of a cancelled transaction that mean: somebody else was writing there, try again. */
const fleeting = new Set([
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
  'RequestLimitExceeded',
]);

/** Writes all items or none. Answers the places of the items whose conditions failed: none when all is written. */
export async function transact(
  db: DynamoDBDocumentClient,
  items: readonly TransactItem[],
): Promise<number[]> {
  const command = new TransactWriteCommand({ TransactItems: [...items] });
  return unhindered(async () => {
    try {
      await db.send(command);
      return [];
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? 'None');
      const failed = codes.flatMap((code, place) => (code === 'ConditionalCheckFailed' ? [place] : []));
      if (failed.length > 0) return failed;
      if (codes.some((code) => fleeting.has(code))) throw new Hindered(error);
      throw error;
    }
  });
}

/** How often what others change under us is read anew: twenty workers may settle copies of one file at once. */
const READINGS = 60;

/**
 * Writes `items` together with what follows from a reading, in one transaction, and reads anew while others change
 * what was read. Answers the places of the `items` whose conditions failed.
 */
export async function transactAfter(
  db: DynamoDBDocumentClient,
  items: readonly TransactItem[],
  read: () => Promise<readonly TransactItem[]>,
): Promise<number[]> {
  for (let reading = 0; reading < READINGS; reading++) {
    if (reading > 0) await growingPause(reading, PAUSES);
    const all = [...items, ...(await read())];
    if (all.length === 0) return [];
    const failed = await transact(db, all);
    if (failed.length === 0) return [];
    const own = failed.filter((place) => place < items.length);
    if (own.length > 0) return own;
  }
  throw new Busy('Too many writes on the same group of copies at once. Nothing was changed: try again.');
}

class Hindered extends Error {
  constructor(cause: Error) {
    super(cause.message, { cause });
  }
}

/** Runs a write again, with growing pauses, while a transaction on the same items is in its way. */
export async function unhindered<T>(write: () => Promise<T>): Promise<T> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      return await write();
    } catch (error) {
      const isFleeting =
        error instanceof Hindered ||
        error instanceof TransactionConflictException ||
        error instanceof TransactionInProgressException;
      if (!isFleeting) throw error;
      await growingPause(attempt, PAUSES);
    }
  }
  throw new Busy('Too many writes on the same record at once. Nothing was changed: try again.');
}
