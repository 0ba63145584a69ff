import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { countCopy } from '#aws/duplicates/copies.ts';
import { leaveCluster } from '#aws/duplicates/membership.ts';
import type { TransactItem } from '#aws/table/transaction.ts';
import type { File } from '#domain/ports/file.ts';

/** For transactAfter: the file, which goes from this region, leaves its copies and those of its recording. */
export function uncount(
  db: DynamoDBDocumentClient,
  table: string,
  file: File,
): () => Promise<TransactItem[]> {
  const copies = countCopy(db, table, file, -1);
  const cluster = leaveCluster(db, table, file.uid, file.acrId);
  return async () => [...(await copies()), ...(await cluster())];
}
