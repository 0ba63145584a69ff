import { DescribeTableCommand, DynamoDBClient, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import type { Finding } from './finding.ts';

/** Whether these tables are there and serve. */
export async function examineTables(region: string, tables: readonly string[]): Promise<Finding[]> {
  const client = new DynamoDBClient({ region });
  return Promise.all(tables.map((table) => examineTable(client, table)));
}

async function examineTable(client: DynamoDBClient, table: string): Promise<Finding> {
  const what = `table ${table}`;
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
    const status = Table?.TableStatus ?? 'of no status';
    // DynamoDB counts every six hours or so.
    const is = `${status}, some ${Table?.ItemCount ?? 0} items`;
    return { what, is, isWell: status === 'ACTIVE' || status === 'UPDATING' };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return { what, is: 'not there', isWell: false };
    throw error;
  }
}
