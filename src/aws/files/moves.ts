import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { countCopy } from '#aws/duplicates/copies.ts';
import { enterAgain } from '#aws/duplicates/membership.ts';
import {
  COUNTED,
  fileItem,
  fileOf,
  hideFile,
  pointerKey,
  pointTo,
  showFile,
} from '#aws/table/file-record.ts';
import { checkFormat, inFormat } from '#aws/table/format.ts';
import { type Item, number, orNone, text, within } from '#aws/table/item.ts';
import { deleteTodo, putTodo } from '#aws/table/todos.ts';
import { transact, transactAfter } from '#aws/table/transaction.ts';
import type { Departure, MoveStore } from '#domain/ports/move.ts';
import { uncount } from './uncount.ts';

const forwardKey = (origin: number, fileId: number) => ({ pk: `bucket#${origin}`, sk: `moved#${fileId}` });
const arrivalKey = (moveId: string) => ({ pk: `arrival#${moveId}`, sk: 'arrival' });

const ifDeparting = (moveId: string) => ({
  ConditionExpression: 'departure.moveId = :moveId',
  ExpressionAttributeValues: { ':moveId': moveId },
});

const departureItem = ({ moveId, to, todo, file }: Departure): Item =>
  inFormat({ ...{ moveId, to, todo }, file: fileItem(file) });

function departureOf(item: Item): Departure {
  checkFormat(item);
  return {
    moveId: text(item, 'moveId'),
    to: number(item, 'to'),
    todo: text(item, 'todo'),
    file: fileOf(within(item, 'file')),
  };
}

/** Moves in the records table. A departed file's pointer holds its whole record until it is carried over. */
export function moveStore(db: DynamoDBDocumentClient, table: string): MoveStore {
  async function get(Key: Item): Promise<Item | undefined> {
    return (await db.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }))).Item;
  }

  return {
    async forwarded(origin, fileId) {
      const item = await get(forwardKey(origin, fileId));
      return item && { to: number(item, 'to'), acrId: orNone(item, 'acrId', text) };
    },

    async forward(origin, { id, acrId }, to) {
      await db.send(new PutCommand({ TableName: table, Item: { ...forwardKey(origin, id), to, acrId } }));
    },

    async relocate(file, to, updatedAt) {
      const there = { ...file, bucketId: to, updatedAt, version: file.version + 1 };
      const leaving = hideFile(table, file);
      const failed = await transact(db, [...leaving, ...showFile(table, there), pointTo(table, there)]);
      if (failed.length === 0) return 'moved';
      return failed.includes(leaving.length + COUNTED) ? 'bucket gone' : 'changed';
    },

    async depart(departure, todo) {
      const { file } = departure;
      const changes = [
        ...hideFile(table, file),
        {
          Put: {
            TableName: table,
            Item: {
              ...pointerKey(file.acrId),
              departure: departureItem({ ...departure, todo: todo.id }),
            },
          },
        },
        putTodo(table, todo),
      ];
      const failed = await transactAfter(db, changes, uncount(db, table, file));
      return failed.length === 0;
    },

    async departure(acrId) {
      const item = await get(pointerKey(acrId));
      if (!item?.['departure']) return undefined;
      return departureOf(within(item, 'departure'));
    },

    hasArrived: async (moveId) => (await get(arrivalKey(moveId))) !== undefined,

    async arrive(file, moveId, until) {
      const marker = {
        Put: {
          TableName: table,
          Item: { ...arrivalKey(moveId), expires: Math.floor(until.getTime() / 1000) },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      };
      const pointer = pointTo(table, file);
      const failed = await transact(db, [
        marker,
        { Put: { ...pointer.Put, ConditionExpression: 'attribute_not_exists(pk)' } },
        ...showFile(table, file),
      ]);
      if (failed.length === 0 || failed.includes(0)) return 'arrived';
      return failed.includes(1) ? 'still leaving' : 'bucket gone';
    },

    async comeBack({ file, moveId, todo }) {
      const pointer = pointTo(table, file).Put;
      const changes = [
        { Put: { ...pointer, ...ifDeparting(moveId) } },
        ...showFile(table, file),
        deleteTodo(table, todo),
        // What could not be used is of no recording.
        ...(file.state === 1 ? enterAgain(table, file) : []),
      ];
      const failed = await transactAfter(db, changes, countCopy(db, table, file, 1));
      return failed.includes(1 + COUNTED) ? 'bucket gone' : 'back';
    },

    async forget({ file, moveId, todo }) {
      await transact(db, [
        { Delete: { TableName: table, Key: pointerKey(file.acrId), ...ifDeparting(moveId) } },
        deleteTodo(table, todo),
      ]);
    },
  };
}
