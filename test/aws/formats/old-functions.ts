import { AsyncLocalStorage } from 'node:async_hooks';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** What items of format 1 did not have yet. */
const NEWER = new Set(['format', 'request', 'sought']);

type Send = (this: DynamoDBDocumentClient, command: { input: unknown }) => Promise<unknown>;

const old = new AsyncLocalStorage<true>();
const prototype = DynamoDBDocumentClient.prototype as unknown as { send: Send };
const { send } = prototype;
prototype.send = async function (command) {
  if (!old.getStore()) return send.call(this, command);
  command.input = without(command.input);
  return without(await send.call(this, command));
};

/** Runs work as functions of the release before would: they write items of format 1, and see nothing newer in any. */
export const byOldFunctions = <T>(work: () => Promise<T>): Promise<T> => old.run(true, work);

function without(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(without);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (NEWER.has(key) ? [] : [[key, without(inner)]])),
  );
}
