import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** The number of the account that a table is in. */
export async function accountOf(table: string, region: string): Promise<string> {
  const { Table } = await new DynamoDBClient({ region }).send(new DescribeTableCommand({ TableName: table }));
  const account = Table?.TableArn?.split(':')[4];
  if (!account) throw new Error(`The table ${table} does not tell its account.`);
  return account;
}
