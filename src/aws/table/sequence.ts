import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type Item, number } from './item.ts';

/** A number that the sequence of this key has not told before, from 1. */
export async function nextOf(db: DynamoDBDocumentClient, table: string, Key: Item): Promise<number> {
  const { Attributes = {} } = await db.send(
    new UpdateCommand({
      TableName: table,
      Key,
      UpdateExpression: 'ADD #last :one',
      ExpressionAttributeNames: { '#last': 'last' },
      ExpressionAttributeValues: { ':one': 1 },
      ReturnValues: 'UPDATED_NEW',
    }),
  );
  return number(Attributes, 'last');
}
