import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { fileKey, pointerKey } from '#aws/table/file-record.ts';
import { type TransactItem, transact } from '#aws/table/transaction.ts';
import type { Member } from '#domain/ports/duplicate.ts';
import type { File } from '#domain/ports/file.ts';
import type { Difference } from '#domain/ports/recount.ts';

/** A group as it is kept, and as the records tell it: all read after its head, whose stamp changes with any of it. */
export interface GroupReading {
  readonly what: string;
  readonly isRight: boolean;
  readonly was: string;
  readonly is: string;
  readonly kept: ReadonlyMap<string, Member>;
  readonly right: ReadonlyMap<string, Member>;
  /** For a transaction: what makes a file's items right, of those that are wrong. */
  readonly corrections: ReadonlyMap<string, readonly TransactItem[]>;
  /** For a transaction: the head counts so many. Its first item fails when the head is not as it was read. */
  readonly setHead: (count: number) => readonly TransactItem[];
}

export type FilesOf = (acrIds: readonly string[]) => Promise<File[]>;

/** Corrections that one transaction takes: each is four items at most. */
const AT_ONCE = 23;

/** Members and head become as the records tell. Undefined when they changed meanwhile. */
export async function recountGroup(
  db: DynamoDBDocumentClient,
  read: () => Promise<GroupReading>,
): Promise<Difference[] | undefined> {
  const first = await read();
  let reading = first;
  if (first.isRight) return [];
  for (;;) {
    const now = [...reading.corrections].slice(0, AT_ONCE);
    const after = new Map(reading.kept);
    for (const [acrId] of now) {
      const member = reading.right.get(acrId);
      if (member) after.set(acrId, member);
      else after.delete(acrId);
    }
    const head = reading.setHead(after.size);
    const failed = await transact(db, [...head, ...now.flatMap(([, items]) => items)]);
    if (failed.length > 0) return undefined;
    if (now.length === reading.corrections.size) break;
    reading = await read();
  }
  const was = `${first.was}, ${first.corrections.size} files' items wrong`;
  return [{ what: first.what, was, is: first.is }];
}

/** For a transaction: it fails when a file is not as it was read, or has come since. */
export const unlessFileChanged = (table: string, acrId: string, file: File | undefined): TransactItem => ({
  ConditionCheck: file
    ? {
        TableName: table,
        Key: fileKey(file.bucketId, file.id),
        ConditionExpression: 'version = :version',
        ExpressionAttributeValues: { ':version': file.version },
      }
    : {
        TableName: table,
        Key: pointerKey(acrId),
        ConditionExpression: 'attribute_not_exists(bucketId)',
      },
});
