import { z } from 'zod';
import { account } from '../credentials.ts';

/** One right that a call needs. */
export interface Asked {
  readonly action: string;
  /** ARN. */
  readonly resource: string;
}

const named = z.object({ TableName: z.string().optional(), IndexName: z.string().optional() });
const requested = z.object({ RequestItems: z.record(z.string(), z.unknown()) });
const part = z.record(z.string(), z.object({ TableName: z.string() }));
const transaction = z.object({ TransactItems: z.array(part) });

/** IAM has no action for a transaction: each of its parts needs its own right. */
const parts: Readonly<Record<string, string>> = {
  ConditionCheck: 'ConditionCheckItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  Get: 'GetItem',
};

/** What IAM asks of a caller of this operation. Throws for an input that is none of its. */
export function askedOf(operation: string, input: unknown, region: string): Asked[] {
  const tableArn = (name: string): string =>
    name.startsWith('arn:') ? name : `arn:aws:dynamodb:${region}:${account}:table/${name}`;
  const right = (action: string, table: string): Asked => ({
    action: `dynamodb:${action}`,
    resource: tableArn(table),
  });
  if (operation === 'BatchGetItem' || operation === 'BatchWriteItem')
    return Object.keys(requested.parse(input).RequestItems).map((table) => right(operation, table));
  if (operation === 'TransactWriteItems' || operation === 'TransactGetItems') {
    return transaction
      .parse(input)
      .TransactItems.flatMap((item) =>
        Object.entries(item).map(([kind, { TableName }]) => right(parts[kind] ?? kind, TableName)),
      );
  }
  const { TableName, IndexName } = named.parse(input);
  if (TableName === undefined) return [{ action: `dynamodb:${operation}`, resource: '*' }];
  const { action, resource } = right(operation, TableName);
  return [{ action, resource: IndexName === undefined ? resource : `${resource}/index/${IndexName}` }];
}
