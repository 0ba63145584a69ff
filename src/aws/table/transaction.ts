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
import { Busy, Contended } from '#domain/errors.ts';
import { growingPause } from '#domain/pause.ts';
import { throttlingReasons } from './throttling.ts';

export type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

const ATTEMPTS = 14;
const PAUSES = { first: 8, longest: 800 };

/** The code of a cancelled transaction that means: somebody else was writing there. */
const CONFLICT = 'TransactionConflict';

/** Writes all items or none. Answers the places of the items whose conditions failed: none when all is written. */
export async function transact(
  db: DynamoDBDocumentClient,
  items: readonly TransactItem[],
): Promise<number[]> {
  // Whatever it meets, what is sent again is the same: DynamoDB does it once.
  const ClientRequestToken = crypto.randomUUID();
  const command = new TransactWriteCommand({ TransactItems: [...items], ClientRequestToken });
  return unhindered(async () => {
    try {
      await db.send(command);
      return [];
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? 'None');
      const failed = codes.flatMap((code, place) => (code === 'ConditionalCheckFailed' ? [place] : []));
      if (failed.length > 0) return failed;
      if (codes.includes(CONFLICT)) throw new Hindered('by others', error);
      if (codes.some((code) => throttlingReasons.has(code))) throw new Hindered('by the store', error);
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
  throw new Contended('write the same group of duplicates');
}

class Hindered extends Error {
  readonly by: 'by others' | 'by the store';
  constructor(by: Hindered['by'], cause: Error) {
    super(cause.message, { cause });
    this.by = by;
  }
}

function hindrance(error: unknown): Hindered['by'] | undefined {
  if (error instanceof Hindered) return error.by;
  if (error instanceof TransactionConflictException) return 'by others';
  // The one in progress is our own, sent before.
  return error instanceof TransactionInProgressException ? 'by the store' : undefined;
}

/**
 * Runs a write again, with growing pauses, while a transaction on the same items is in its way. Rejects in the end
 * with Contended, or with Busy when it was the store alone that did not let it through.
 */
async function unhindered<T>(write: () => Promise<T>): Promise<T> {
  let isContended = false;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      return await write();
    } catch (error) {
      const hindered = hindrance(error);
      if (!hindered) throw error;
      isContended ||= hindered === 'by others';
      await growingPause(attempt, PAUSES);
    }
  }
  if (isContended) throw new Contended('write the same record');
  throw new Busy('The store is busy. Try again in a moment.');
}

/** For a client's middleware stack: every other write waits for the transactions in its way, too. */
export const unhinderedWrites =
  <Call, Answer>(next: (call: Call) => Promise<Answer>, { commandName }: { readonly commandName?: string }) =>
  (call: Call): Promise<Answer> =>
    commandName === 'TransactWriteItemsCommand' ? next(call) : unhindered(() => next(call));
