import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { Item } from './item.ts';

/** What a conditional write answers; undefined when its condition does not hold. */
export async function ifItHolds<T extends object>(write: () => Promise<T>): Promise<T | undefined> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}

/** Of an update that sets these attributes: its expression, and the names and values that this takes. */
export function setting(values: Item) {
  const fields = Object.keys(values);
  return {
    expression: `SET ${fields.map((field) => `#${field} = :${field}`).join(', ')}`,
    names: Object.fromEntries(fields.map((field) => [`#${field}`, field])),
    values: Object.fromEntries(fields.map((field) => [`:${field}`, values[field]])),
  };
}
