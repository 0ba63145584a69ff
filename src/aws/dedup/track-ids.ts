import { DeleteCommand, type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { ifItHolds } from '#aws/table/conditional.ts';
import { text } from '#aws/table/item.ts';
import type { TransactItem } from '#aws/table/transaction.ts';

/** Which entry of a bucket a track id belongs to. It may still name one that was deleted since. */

const trackKey = (bucketId: number, trackId: string) => ({ pk: `track#${bucketId}#${trackId}`, sk: 'track' });

/** The acr_id of the entry it names. */
export async function ownerOf(
  db: DynamoDBDocumentClient,
  table: string,
  bucketId: number,
  trackId: string,
): Promise<string | undefined> {
  const { Item } = await db.send(
    new GetCommand({ TableName: table, Key: trackKey(bucketId, trackId), ConsistentRead: true }),
  );
  return Item && text(Item, 'acrId');
}

/** For a transaction: the track id becomes this entry's. It fails when it is another's than that of `dead`. */
export const claimTrack = (
  table: string,
  bucketId: number,
  trackId: string,
  acrId: string,
  dead: string | undefined,
): TransactItem => ({
  Put: {
    TableName: table,
    Item: { ...trackKey(bucketId, trackId), acrId },
    ConditionExpression: dead === undefined ? 'attribute_not_exists(pk)' : 'acrId = :dead',
    ...(dead !== undefined && { ExpressionAttributeValues: { ':dead': dead } }),
  },
});

/** The track id is free, if it is still this entry's. */
export async function freeTrack(
  db: DynamoDBDocumentClient,
  table: string,
  bucketId: number,
  trackId: string,
  acrId: string,
): Promise<void> {
  const command = new DeleteCommand({
    TableName: table,
    Key: trackKey(bucketId, trackId),
    ConditionExpression: 'acrId = :owner',
    ExpressionAttributeValues: { ':owner': acrId },
  });
  await ifItHolds(() => db.send(command));
}
