import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { inject } from 'vitest';
import { localCredentials } from '#local/credentials.ts';

/** The item of a keyed call in a region's table, for what only a dying process or time can bring about. */
export function storesOf(region: string, uid = 1) {
  const client = new DynamoDBClient({ region, endpoint: inject('engines'), credentials: localCredentials() });
  const db = DynamoDBDocumentClient.from(client);
  const place = (key: string) => ({
    TableName: 'refrain-records',
    Key: { pk: `key#${uid}#${key}`, sk: 'key' },
  });
  const change = (key: string, expression: string, values: Record<string, unknown>) =>
    db.send(
      new UpdateCommand({
        ...place(key),
        UpdateExpression: expression,
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: values,
      }),
    );
  return {
    /** Held until then by somebody who has not answered it. */
    forgetAnswer: (key: string, until: Date) =>
      change(key, 'SET heldUntil = :until REMOVE answer', { ':until': until.toISOString() }),
    expire: (key: string) => change(key, 'SET expires = :past', { ':past': 1 }),
    itemOf: async (key: string) => (await db.send(new GetCommand(place(key)))).Item ?? {},
  };
}
