import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { File } from '#domain/file.ts';
import { countCopy } from './copies.ts';
import { leaveRecordings } from './recording-membership.ts';
import type { TransactItem } from './transaction.ts';

/** For transactAfter: the file, which goes from this region, leaves its copies and those of its recording. */
export function uncount(
  db: DynamoDBDocumentClient,
  table: string,
  file: File,
): () => Promise<TransactItem[]> {
  const copies = countCopy(db, table, file, -1);
  const recordings = leaveRecordings(db, table, file.uid, file.acrId);
  return async () => [...(await copies()), ...(await recordings())];
}
