import { DeleteCommand, type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { checkFormat, inFormat } from '#aws/table/format.ts';
import { type Item, number, oneOf, orNull, text, texts, time } from '#aws/table/item.ts';
import { itemsOf } from '#aws/table/query.ts';
import { transact } from '#aws/table/transaction.ts';
import { scopes } from '#domain/ports/account.ts';
import type { Token, TokenStore } from '#domain/ports/token.ts';

const secretKey = (hash: string) => ({ pk: `token#${hash}`, sk: 'token' });
const tokenKey = (uid: number, id: string) => ({ pk: `account#${uid}`, sk: `token#${id}` });

const tokenItem = (token: Token, hash: string): Item =>
  inFormat({
    ...token,
    hash,
    createdAt: token.createdAt.toISOString(),
    expiresAt: token.expiresAt?.toISOString() ?? null,
  });

function tokenOf(item: Item): Token {
  checkFormat(item);
  return {
    id: text(item, 'id'),
    uid: number(item, 'uid'),
    name: text(item, 'name'),
    scopes: texts(item, 'scopes').map((scope) => oneOf({ ...item, scope }, 'scope', scopes)),
    createdAt: time(item, 'createdAt'),
    expiresAt: orNull(item, 'expiresAt', time),
  };
}

/** Tokens in the records table: under the hash of the secret, for every request, and under the account, for lists. */
export function tokenStore(db: DynamoDBDocumentClient, table: string): TokenStore {
  return {
    async create(token, hash) {
      const item = tokenItem(token, hash);
      await transact(db, [
        { Put: { TableName: table, Item: { ...item, ...secretKey(hash) } } },
        { Put: { TableName: table, Item: { ...item, ...tokenKey(token.uid, token.id) } } },
      ]);
    },

    async byHash(hash) {
      const answer = await db.send(
        new GetCommand({ TableName: table, Key: secretKey(hash), ConsistentRead: true }),
      );
      return answer.Item && tokenOf(answer.Item);
    },

    async list(uid) {
      const stretch = { pk: `account#${uid}`, prefix: 'token#' };
      return Array.fromAsync(itemsOf(db, table, stretch), tokenOf);
    },

    async remove(uid, id) {
      const Key = tokenKey(uid, id);
      const { Item } = await db.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
      if (!Item) return false;
      // The secret first: a token that still works must still be listed.
      await db.send(new DeleteCommand({ TableName: table, Key: secretKey(text(Item, 'hash')) }));
      await db.send(new DeleteCommand({ TableName: table, Key }));
      return true;
    },
  };
}
